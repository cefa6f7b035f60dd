using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace Sluice.IntegrationTests.Listeners;

public sealed class InterceptionTests
{
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Several_requests_share_a_tunnel_and_reach_the_application(string version)
    {
        await using var app = await ProxyApp.StartAsync();
        using var client = ProxyClient.Create(app, Version.Parse(version));

        var answers = new List<string>();
        for (var i = 0; i < 5; i++)
            answers.Add(await client.GetStringAsync("who"));

        Assert.Single(answers.Distinct());
        var protocol = version == "2.0" ? "HTTP/2" : "HTTP/1.1";
        Assert.StartsWith($"https {protocol} host=inference.local connect=inference.local:443 sni=inference.local intercepted=True", answers[0]);
    }

    [Fact]
    public async Task A_direct_request_carries_no_proxy_feature()
    {
        await using var app = await ProxyApp.StartAsync();
        using var client = new HttpClient();
        Assert.Contains("connect=: sni= intercepted= ", await client.GetStringAsync($"http://{app.Direct}/who"));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_large_body_survives_both_ways(string version)
    {
        await using var app = await ProxyApp.StartAsync();
        using var client = ProxyClient.Create(app, Version.Parse(version));
        var body = new byte[3_000_001];
        new Random(4711).NextBytes(body);

        using var answer = await client.PostAsync("echo", new ByteArrayContent(body));

        Assert.Equal(body, await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_application_sees_every_name_when_they_differ()
    {
        await using var app = await ProxyApp.StartAsync();
        var (raw, tls) = await RawClient.TunnelAsync(app, serverName: "api.example.com");
        using (raw)
        await using (tls)
        {
            await tls.WriteAsync(Encoding.ASCII.GetBytes("GET /who HTTP/1.1\r\nHost: other.example.org\r\nConnection: close\r\n\r\n"));
            using var reader = new StreamReader(tls);
            var answer = await reader.ReadToEndAsync().WaitAsync(Until.Patience);
            Assert.Contains("host=other.example.org connect=inference.local:443 sni=api.example.com", answer);
        }
    }

    [Fact]
    public async Task A_client_without_application_protocols_gets_http_1()
    {
        await using var app = await ProxyApp.StartAsync();
        var (raw, tls) = await RawClient.TunnelAsync(app);
        using (raw)
        await using (tls)
        {
            await tls.WriteAsync(Encoding.ASCII.GetBytes("GET /who HTTP/1.1\r\nHost: inference.local\r\n\r\n"));
            Assert.StartsWith("HTTP/1.1 200 OK", await raw.ReadHeadAsync(tls));
        }
    }

    [Fact]
    public async Task A_host_is_found_in_any_case_and_with_a_trailing_dot()
    {
        await using var app = await ProxyApp.StartAsync();
        using var raw = await RawClient.ConnectAsync(app.Proxy);
        await raw.SendAsync("CONNECT Inference.LOCAL.:443 HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await raw.ReadHeadAsync());
        await using var tls = await raw.SecureAsync(raw.Stream, app, null);
        await tls.WriteAsync(Encoding.ASCII.GetBytes("GET /who HTTP/1.1\r\nHost: inference.local\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(tls);
        Assert.Contains("connect=inference.local:443", await reader.ReadToEndAsync().WaitAsync(Until.Patience));
    }

    [Fact]
    public async Task The_way_to_the_proxy_may_itself_be_encrypted()
    {
        await using var app = await ProxyApp.StartAsync();
        using var raw = await RawClient.ConnectAsync(app.ProxyOverTls);
        await using var outer = await raw.SecureAsync(raw.Stream, app, "localhost", SslApplicationProtocol.Http11);
        await outer.WriteAsync(Encoding.ASCII.GetBytes("CONNECT inference.local:443 HTTP/1.1\r\nHost: inference.local:443\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 200 ", await raw.ReadHeadAsync(outer));
        await using var inner = await raw.SecureAsync(outer, app, null);
        await inner.WriteAsync(Encoding.ASCII.GetBytes("GET /who HTTP/1.1\r\nHost: inference.local\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 200 OK", await raw.ReadHeadAsync(inner));
    }

    [Fact]
    public async Task An_answer_that_ends_with_its_connection_ends_with_close_notify()
    {
        await using var app = await ProxyApp.StartAsync();
        var (raw, tls) = await RawClient.TunnelAsync(app);
        using (raw)
        {
            // OpenSSL clients take an end without close_notify for a truncation; SslStream does not, so look below it.
            // In TLS 1.3 an alert is a record of 19 bytes: level, description, inner type and tag.
            await tls.WriteAsync(Encoding.ASCII.GetBytes("GET /events?n=2&ms=1 HTTP/1.0\r\nHost: inference.local\r\n\r\n"));
            Assert.Equal(SslProtocols.Tls13, tls.SslProtocol);
            Assert.Equal(19, (await LastRecordAsync(raw)).Length);
        }
    }

    [Fact]
    public async Task Stopping_the_server_does_not_wait_for_a_client_that_has_not_asked_yet()
    {
        var app = await ProxyApp.StartAsync(setup => setup with { HeadTimeout = TimeSpan.FromHours(1) });
        using var raw = await RawClient.ConnectAsync(app.Proxy);
        await raw.SendAsync("CONNECT inf");
        await Until.TrueAsync(() => app.Open == 1);
        await app.DisposeAsync().AsTask().WaitAsync(Until.Patience);
        Assert.Equal("", await raw.ReadToEndAsync());
    }

    static async Task<byte[]> LastRecordAsync(RawClient raw)
    {
        using var all = new MemoryStream();
        await raw.Stream.CopyToAsync(all).WaitAsync(Until.Patience);
        var bytes = all.ToArray();
        var last = Array.Empty<byte>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (bytes[at + 3] << 8) | bytes[at + 4];
            last = bytes[(at + 5)..(at + 5 + length)];
            at += 5 + length;
        }

        return last;
    }
}
