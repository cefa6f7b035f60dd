using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sluice.Testing;

namespace Sluice.Tests.Testing;

public sealed class ScriptedHttp2UpstreamTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_script_streams_over_http2(bool tls)
    {
        using var certificate = TestCertificate.Create();
        var gate = new StepGate();
        await using var upstream = await ScriptedHttp2Upstream.StartAsync(null, tls ? certificate : null);
        upstream.Respond(s => s.EventStream(("x-a", "1")).WaitFor(gate).Sse("a").WaitFor(gate).Sse("b").End(("x-t", "2")));
        using var client = Client(certificate);

        using var response = await SendAsync(client, upstream, "/v1/x?q=%2F", "hello");
        Assert.Equal(("1", HttpVersion.Version20), (response.Headers.GetValues("x-a").Single(), response.Version));
        var stream = StreamRecorder.Follow(await response.Content.ReadAsStreamAsync());
        await gate.ReachedAsync();
        Assert.Equal(0, stream.Length);
        gate.Release();
        Assert.Equal("a", (await stream.ReadEventAsync())!.Data);
        gate.Open();

        Assert.Equal("b", (await stream.ReadEventAsync())!.Data);
        Assert.Equal(StreamEnding.Complete, await stream.WaitForEndAsync());
        Assert.Equal("2", response.TrailingHeaders.GetValues("x-t").Single());
        var request = Assert.Single(upstream.Requests);
        Assert.Equal(("POST", "/v1/x?q=%2F", "HTTP/2", "hello"), (request.Method, request.Target, request.Version, request.BodyText));
        Assert.Equal(2, request.Writes.Count);
        Assert.Equal(AnswerEnding.Performed, await request.Answered);
        Assert.Empty(upstream.Faults);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_reset_carries_its_code_before_and_after_data(int code)
    {
        await using var upstream = await ScriptedHttp2Upstream.StartAsync();
        upstream.RespondOnce(s => s.Sse("a").Reset(code));
        upstream.Respond(s => s.Reset(code));
        using var client = Client();

        using var response = await SendAsync(client, upstream);
        var stream = StreamRecorder.Follow(await response.Content.ReadAsStreamAsync());
        Assert.Equal(StreamEnding.Reset, await stream.WaitForEndAsync());
        Assert.Contains($"(0x{code:x})", stream.Fault!.ToString(), StringComparison.Ordinal);
        Assert.Equal(PeerEndingKind.ByScript, (await upstream.Requests[0].Closed).Kind);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(client, upstream));
        Assert.Contains($"(0x{code:x})", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_cancels_one_stream_is_told_from_one_that_ends_the_connection()
    {
        await using var upstream = await ScriptedHttp2Upstream.StartAsync();
        upstream.Respond(s => s.Sse("a").Stall());
        var client = Client();
        var first = await SendAsync(client, upstream);
        var second = await SendAsync(client, upstream);

        first.Dispose();
        var cancelled = await upstream.Requests[0].Closed.Within("the stream's end");
        Assert.Equal((PeerEndingKind.Reset, 8L), (cancelled.Kind, cancelled.ErrorCode));
        Assert.Equal(AnswerEnding.PeerGone, await upstream.Requests[0].Answered);
        Assert.False(upstream.Requests[1].Closed.IsCompleted);
        Assert.Equal((1, 1), (upstream.AcceptedConnections, upstream.OpenConnections));

        second.Dispose();
        client.Dispose();
        await upstream.Requests[1].Closed.Within("the connection's end");
        await upstream.WaitForOpenConnectionsAsync(0);
        Assert.Empty(upstream.Faults);
    }

    [Theory]
    [InlineData(false, PeerEndingKind.Fin)]
    [InlineData(true, PeerEndingKind.Reset)]
    public async Task A_connection_that_goes_ends_its_streams_as_it_went(bool reset, PeerEndingKind expected)
    {
        await using var upstream = await ScriptedHttp2Upstream.StartAsync();
        upstream.Respond(s => s.Stall());
        await using var client = await RawClient.ConnectAsync(upstream.BaseAddress);
        // Preface, empty SETTINGS, and HEADERS of GET / on stream 1 from HPACK's static table.
        byte[] settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
        byte[] headers = [0, 0, 6, 1, 5, 0, 0, 0, 1, 0x82, 0x86, 0x84, 0x41, 0x01, (byte)'h'];
        await client.SendAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. settings, .. headers]);
        var request = await upstream.WaitForRequestAsync(1, TimeSpan.FromSeconds(5));

        if (reset)
            client.Reset();
        else
            client.CloseSending();

        Assert.Equal(expected, (await request.Closed.Within("the connection's end")).Kind);
        Assert.Equal(AnswerEnding.PeerGone, await request.Answered.Within("the script's end"));
    }

    [Fact]
    public async Task A_connection_takes_no_more_streams_than_it_offers()
    {
        var gate = new StepGate();
        await using var upstream = await ScriptedHttp2Upstream.StartAsync(new() { MaxStreamsPerConnection = 2 });
        upstream.Respond(s => s.Sse("a").WaitFor(gate));
        using var client = Client();

        // The first answer brings the settings; from then on a third stream needs a second connection.
        using var one = await SendAsync(client, upstream);
        using var two = await SendAsync(client, upstream);
        using var three = await SendAsync(client, upstream);

        Assert.Equal(2, upstream.AcceptedConnections);
        Assert.Equal([1, 1, 2], upstream.Requests.Select(r => r.Connection));
        gate.Open();
    }

    [Fact]
    public async Task Raw_bytes_are_a_fault_of_the_script()
    {
        await using var upstream = await ScriptedHttp2Upstream.StartAsync();
        upstream.Respond(s => s.Raw("HTTP/1.1 200 OK\r\n\r\n"));
        using var client = Client();

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(client, upstream));

        Assert.IsType<NotSupportedException>(Assert.Single(upstream.Faults));
        Assert.Equal(AnswerEnding.Faulted, await upstream.Requests[0].Answered);
    }

    static HttpMessageInvoker Client(X509Certificate2? trusted = null) => new(new SocketsHttpHandler
    {
        EnableMultipleHttp2Connections = true,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, c, _, _) => c!.Equals(trusted) },
    });

    static Task<HttpResponseMessage> SendAsync(HttpMessageInvoker client, ScriptedHttp2Upstream upstream, 
        string target = "/", string body = "") =>
        client.SendAsync(
            new(HttpMethod.Post, new Uri(upstream.BaseAddress, target))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
            }, CancellationToken.None).Within("the head of the answer");
}
