using System.Net.Sockets;
using System.Text.Json;

namespace Sluice.IntegrationTests.Listeners;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("CONNECT api.example.com:443 HTTP/1.1", "api.example.com", 443, "no_policy")]
    [InlineData("CONNECT inference.local:80 HTTP/1.1", "inference.local", 80, "inference_port")]
    [InlineData("CONNECT INFERENCE.local.:8443 HTTP/1.1", "inference.local", 8443, "inference_port")]
    [InlineData("CONNECT [2001:DB8::1]:443 HTTP/1.1", "2001:db8::1", 443, "no_policy")]
    [InlineData("CONNECT 10.0.0.1:22 HTTP/1.0", "10.0.0.1", 22, "no_policy")]
    [InlineData("GET http://example.com/secret?key=1 HTTP/1.1", "example.com", 80, "no_policy")]
    [InlineData("GET https://example.com/ HTTP/1.1", "example.com", 443, "no_policy")]
    [InlineData("POST http://inference.local/v1/chat/completions HTTP/1.1", "inference.local", 80, "plain_http")]
    [InlineData("GET /v1/models HTTP/1.1", "h", 80, "not_a_proxy_request")]
    [InlineData("OPTIONS * HTTP/1.1", "h", 80, "not_a_proxy_request")]
    public async Task What_policy_does_not_allow_is_refused_with_its_reason(string line, string host, int port, string reason)
    {
        await using var app = await ProxyApp.StartAsync();
        var (head, body) = await AskAsync(app, $"{line}\r\nHost: h\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", head);
        Assert.Equal("policy_denied", body.GetProperty("error").GetString());
        Assert.Equal(host, body.GetProperty("host").GetString());
        Assert.Equal(port, body.GetProperty("port").GetInt32());
        Assert.Equal(reason, body.GetProperty("reason").GetString());
        Assert.Contains("CONNECT to inference.local:443", body.GetProperty("detail").GetString());
        Assert.DoesNotContain("secret", body.ToString());
    }

    [Fact]
    public async Task A_refused_head_request_gets_no_body()
    {
        await using var app = await ProxyApp.StartAsync();
        using var raw = await RawClient.ConnectAsync(app.Proxy);
        await raw.SendAsync("HEAD http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        var answer = await raw.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 403 ", answer);
        Assert.EndsWith("\r\n\r\n", answer);
    }

    [Fact]
    public async Task A_connect_without_routes_is_refused_before_it_is_answered()
    {
        await using var app = await ProxyApp.StartAsync(hasRoutes: _ => false);
        var (head, body) = await AskAsync(app, "CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\n", head);
        Assert.Equal("inference_not_configured", body.GetProperty("error").GetString());
        Assert.Equal("no_routes", body.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_connect_without_certificate_is_refused_before_it_is_answered()
    {
        // Behind the authority's end no leaf can be signed any more.
        var clock = new Clock(DateTimeOffset.UtcNow);
        await using var app = await ProxyApp.StartAsync(time: clock);
        clock.Now = clock.Now.AddYears(11);
        var (head, body) = await AskAsync(app, "CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 503 ", head);
        Assert.Equal("tls_termination_unavailable", body.GetProperty("error").GetString());
        Assert.Contains(app.Log, l => l.Id.Id == 3002);
    }

    [Fact]
    public async Task A_policy_that_fails_allows_nothing_and_says_so()
    {
        await using var app = await ProxyApp.StartAsync(setup => setup with { Policy = new FailingPolicy() });
        var (head, body) = await AskAsync(app, "CONNECT inference.local:443 HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 503 ", head);
        Assert.Equal("policy_unavailable", body.GetProperty("error").GetString());
        Assert.DoesNotContain("disk on fire", body.ToString());
        Assert.Contains(app.Log, l => l.Exception?.Message == "disk on fire");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200_000)]
    [InlineData(900_000)]
    public async Task The_answer_ends_at_once_and_what_the_client_still_sends_is_taken(int bytesBehind)
    {
        await using var app = await ProxyApp.StartAsync(setup => setup with { RefusalLinger = TimeSpan.FromHours(1) });
        using var raw = await RawClient.ConnectAsync(app.Proxy);
        await raw.SendAsync($"POST http://example.com/upload HTTP/1.1\r\nHost: example.com\r\nContent-Length: {bytesBehind}\r\n\r\n");
        await raw.SendAsync(new byte[bytesBehind]);

        // Our side ends although the client's does not, and an end by reset would throw here.
        var answer = await raw.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 403 ", answer);
        Assert.EndsWith("}\n", answer);

        // A connection closed over unread bytes answers the next ones with a reset, which on a real network overtakes the answer.
        for (var i = 0; i < 20; i++)
            await raw.SendAsync(new byte[1000]);
        Assert.Equal(1, app.Open);
        raw.Socket.Shutdown(SocketShutdown.Send);
        await Until.TrueAsync(() => app.Open == 0);
    }

    [Fact]
    public async Task A_client_that_never_stops_sending_is_cut_at_a_bound()
    {
        await using var app = await ProxyApp.StartAsync(setup => setup with { RefusalLinger = TimeSpan.FromHours(1) });
        using var raw = await RawClient.ConnectAsync(app.Proxy);
        await raw.SendAsync("GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        var piece = new byte[65536];
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            for (var i = 0; i < 1000; i++)
                await raw.SendAsync(piece);
        });
        await Until.TrueAsync(() => app.Open == 0);
    }

    [Fact]
    public async Task A_refused_client_that_does_not_close_is_cut_after_a_while()
    {
        await using var app = await ProxyApp.StartAsync(setup => setup with { RefusalLinger = TimeSpan.FromMilliseconds(50) });
        using var raw = await RawClient.ConnectAsync(app.Proxy);
        await raw.SendAsync("GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403 ", await raw.ReadToEndAsync());
        await Until.TrueAsync(() => app.Open == 0);
    }

    [Fact]
    public async Task A_refusal_inside_tls_to_the_proxy_arrives_too()
    {
        await using var app = await ProxyApp.StartAsync(setup => setup with { RefusalLinger = TimeSpan.FromMilliseconds(50) });
        using var raw = await RawClient.ConnectAsync(app.ProxyOverTls);
        await using var tls = await raw.SecureAsync(raw.Stream, app, "localhost");
        await tls.WriteAsync("CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(tls);
        var answer = await reader.ReadToEndAsync().WaitAsync(Until.Patience);
        Assert.StartsWith("HTTP/1.1 403 ", answer);
        Assert.EndsWith("}\n", answer);
    }

    internal static async Task<(string Head, JsonElement Body)> AskAsync(ProxyApp app, string request)
    {
        using var raw = await RawClient.ConnectAsync(app.Proxy);
        await raw.SendAsync(request);
        var answer = await raw.ReadToEndAsync();
        var split = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var (head, body) = (answer[..split], answer[split..]);
        Assert.Contains("\r\nConnection: close\r\n", head);
        Assert.Contains("\r\nContent-Type: application/json\r\n", head);
        Assert.Contains($"\r\nContent-Length: {body.Length}\r\n", head);
        return (head, JsonDocument.Parse(body).RootElement);
    }

    sealed class FailingPolicy : Sluice.Listeners.IConnectPolicy
    {
        public ValueTask<Sluice.Listeners.ConnectDecision> DecideAsync(Sluice.Listeners.ProxyRequest request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("disk on fire");
    }

    sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
