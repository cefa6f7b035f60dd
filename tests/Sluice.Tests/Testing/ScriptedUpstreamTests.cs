using System.Net.Sockets;
using System.Text;
using Sluice.Testing;

namespace Sluice.Tests.Testing;

public sealed class ScriptedUpstreamTests
{
    [Fact]
    public async Task A_script_becomes_one_chunk_per_write_and_a_final_chunk()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(s => s.Head(200, ("content-type", "text/event-stream"), ("X-Odd", "as Written")).Sse("a", "b"));

        var answer = await ExchangeAsync(upstream, "GET /v1/models?x=%2F HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

        Assert.Equal(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nX-Odd: as Written\r\ntransfer-encoding: chunked\r\n\r\n" +
            "9\r\ndata: a\n\n\r\n9\r\ndata: b\n\n\r\n0\r\n\r\n", answer);
        var request = Assert.Single(upstream.Requests);
        Assert.Equal(
            ("GET", "/v1/models?x=%2F", "/v1/models", "HTTP/1.1"), (request.Method, request.Target, request.Path, request.Version));
        Assert.Equal([9, 9], request.Writes.Select(w => w.Length));
        Assert.Equal(AnswerEnding.Performed, await request.Answered);
    }

    [Fact]
    public async Task Pipelined_requests_of_every_body_framing_are_answered_in_order_on_one_connection()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondWith(r => new ResponseScript().Json(200, $"\"{r.BodyText}\""));

        var answer = await ExchangeAsync(
            upstream,
            "POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\none" +
            "POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\ntw\r\n1;x=y\r\no\r\n0\r\nt: v\r\n\r\n" +
            "POST /3 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\nthree");

        Assert.Equal(["/1", "/2", "/3"], upstream.Requests.Select(r => r.Target));
        Assert.Equal(["one", "two", "three"], upstream.Requests.Select(r => r.BodyText));
        Assert.Equal("v", upstream.Requests[1].Trailers["T"]);
        Assert.All(upstream.Requests, r => Assert.Equal(1, r.Connection));
        Assert.EndsWith(
            "\r\n\r\n\"two\"HTTP/1.1 100 Continue\r\n\r\n" +
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 7\r\n\r\n\"three\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queued_scripts_go_first_and_an_unscripted_request_is_a_fault()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(s => s.Json(503, "{}"));

        var first = await ExchangeAsync(upstream, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
        var second = await ExchangeAsync(upstream, "GET /later HTTP/1.1\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 503 ", first, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 500 ", second, StringComparison.Ordinal);
        Assert.Contains("/later", Assert.Single(upstream.Faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, PeerEndingKind.Fin)]
    [InlineData(true, PeerEndingKind.Reset)]
    public async Task A_peer_that_leaves_is_noticed_while_the_script_stalls(bool reset, PeerEndingKind expected)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(s => s.EventStream().Stall());
        using var socket = await ConnectAsync(upstream);
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n"));
        var request = await upstream.WaitForRequestAsync();
        await socket.ReceiveAsync(new byte[4096]);
        Assert.False(request.Closed.IsCompleted);

        var before = TimeProvider.System.Stamp();
        if (reset)
            socket.LingerState = new(true, 0);
        socket.Close();
        var ending = await request.Closed.Within("the end of the peer to be noticed");

        Assert.Equal(expected, ending.Kind);
        Assert.True(ending.At >= before);
        Assert.Equal(AnswerEnding.PeerGone, await request.Answered.Within("the script to stop"));
        await upstream.WaitForOpenConnectionsAsync(0);
        Assert.Empty(upstream.Faults);
    }

    [Fact]
    public async Task A_cut_answer_lacks_its_final_chunk_and_a_reset_one_ends_with_an_error()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(s => s.Sse("a").Fin());
        upstream.RespondOnce(s => s.Sse("a").Reset());
        upstream.RespondOnce(s => s.EventStream().ContentLength(100).Write("short").End());
        upstream.RespondOnce(s => s.Head(200).Http10().Write("until the end"));

        Assert.EndsWith("9\r\ndata: a\n\n\r\n", await ExchangeAsync(upstream, "GET / HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<SocketException>(() => ExchangeAsync(upstream, "GET / HTTP/1.1\r\n\r\n"));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
        Assert.EndsWith(
            "content-length: 100\r\n\r\nshort", await ExchangeAsync(upstream, "GET / HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal("HTTP/1.0 200 OK\r\n\r\nuntil the end", await ExchangeAsync(upstream, "GET / HTTP/1.1\r\n\r\n"));
        Assert.Equal(PeerEndingKind.ByScript, (await upstream.Requests[1].Closed).Kind);
    }

    [Fact]
    public async Task A_gate_lets_a_script_go_on_only_when_released()
    {
        var gate = new StepGate();
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(s => s.EventStream().WaitFor(gate).Sse("a").WaitFor(gate).Sse("b"));
        var exchange = ExchangeAsync(upstream, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");

        await gate.ReachedAsync();
        Assert.Empty(upstream.Requests[0].Writes);
        gate.Release();
        await gate.ReachedAsync(2);
        Assert.Single(upstream.Requests[0].Writes);
        gate.Open();

        Assert.EndsWith("0\r\n\r\n", await exchange, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_request_is_answered_with_400_and_recorded_as_a_fault()
    {
        await using var upstream = ScriptedUpstream.Start();

        var answer = await ExchangeAsync(upstream, "GET /no-version\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.IsType<MalformedRequestException>(Assert.Single(upstream.Faults));
    }

    [Fact]
    public async Task A_thousand_connections_stream_at_once()
    {
        var gate = new StepGate();
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(s => s.Sse("first").WaitFor(gate).Sse("last"));

        var exchanges = Enumerable.Range(0, 1000)
            .Select(_ => ExchangeAsync(upstream, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).ToList();
        await gate.ReachedAsync(1000);
        Assert.Equal(1000, upstream.OpenConnections);
        gate.Open();

        Assert.All(await Task.WhenAll(exchanges), a => Assert.EndsWith("0\r\n\r\n", a, StringComparison.Ordinal));
        await upstream.WaitForOpenConnectionsAsync(0);
    }

    static async Task<string> ExchangeAsync(ScriptedUpstream upstream, string request)
    {
        using var socket = await ConnectAsync(upstream);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer).Within("the end of the answer", null, answer.ToString) is > 0 and var length)
            answer.Append(Encoding.Latin1.GetString(buffer, 0, length));
        return answer.ToString();
    }

    static async Task<Socket> ConnectAsync(ScriptedUpstream upstream)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(upstream.EndPoint);
        return socket;
    }
}
