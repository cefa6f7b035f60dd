using System.Text;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>How requests may be framed, and which framings are refused.</summary>
public sealed class SurfaceRequestTests
{
    const string Body = """{"model":"m","messages":[]}""";
    const string Done = """{"id":"x"}""";

    [Fact]
    public async Task A_body_is_asked_for_where_the_client_waits_to_be_asked()
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream);
        await using var client = await RawClient.ConnectAsync(gateway.Address);
        await client.SendAsync(Ascii($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nExpect: 100-continue\r\n\r\n"));
        var reading = client.ReadToEndAsync();
        while (client.Response!.Interim.Count == 0)
            await Task.Yield();

        await client.SendMoreAsync(Ascii(Body));
        var answer = await reading;

        Assert.Equal(100, Assert.Single(answer.Interim).Status);
        Assert.Equal(Done, answer.Text);
        Assert.Null(upstream.Requests[0].Headers["expect"]);
        Assert.Equal(Body, upstream.Requests[0].BodyText);
    }

    [Fact]
    public async Task A_body_that_would_be_refused_is_not_asked_for()
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream, "api_keys: [ k ]\nlimits: { request_body: 1KiB }");
        foreach (var (key, status) in new[] { ("", 401), ("Authorization: Bearer k\r\n", 413) })
        {
            await using var client = await RawClient.ConnectAsync(gateway.Address);
            await client.SendAsync(Ascii($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n{key}Content-Length: 100000\r\nExpect: 100-continue\r\n\r\n"));
            var answer = await client.ReadToEndAsync();

            Assert.Empty(answer.Interim);
            Assert.Equal(status, answer.Status);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task A_chunked_upload_goes_upstream_with_its_length(int size)
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream);
        var chunks = string.Concat(Body.Chunk(size).Select(piece => $"{piece.Length:x};ext=1\r\n{new string(piece)}\r\n")) + "0\r\nX-Trailer: 1\r\n\r\n";
        await using var client = await RawClient.ConnectAsync(gateway.Address);
        await client.SendAsync(Ascii("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
        foreach (var piece in chunks.Chunk(11))
            await client.SendMoreAsync(Ascii(new string(piece)));

        Assert.Equal(Done, (await client.ReadToEndAsync()).Text);
        var sent = upstream.Requests[0];
        Assert.Equal((Body, Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), null), (sent.BodyText, sent.Headers["content-length"], sent.Headers["transfer-encoding"]));
        Assert.Null(sent.Headers["x-trailer"]);
    }

    [Theory]
    [InlineData("gzip, chunked")]
    [InlineData("identity, chunked")]
    [InlineData("chunked, chunked")]
    [InlineData("gzip\r\nTransfer-Encoding: chunked")]
    public async Task A_transfer_coding_that_nobody_undoes_is_refused(string coding)
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream);
        await using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync(Ascii($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {coding}\r\n\r\n{Body.Length:x}\r\n{Body}\r\n0\r\n\r\n"));

        Assert.Equal(400, (await client.ReadToEndAsync()).Status);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task A_coded_body_is_refused_where_it_has_to_be_read_and_passed_where_not()
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream);
        var coded = RawRequest.Post("/v1/messages", Body, ("Content-Encoding", "gzip"));

        var refused = await gateway.SendAsync(coded);
        var plain = await gateway.SendAsync(RawRequest.Post("/v1/chat/completions", Body, ("Content-Encoding", "identity")));
        var passed = await gateway.SendAsync(coded with { Target = "/p/mock/v1/files" });

        StreamChecks.IsErrorAnswer("anthropic-messages", refused, 415);
        Assert.Equal((200, 200), (plain.Status, passed.Status));
        Assert.Equal("gzip", upstream.Requests[1].Headers["content-encoding"]);
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_their_order()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondWith(request => new ResponseScript().Json(200, $$"""{"echo":"{{request.Json().GetProperty("model").GetString()}}"}"""));
        await using var gateway = await TestGateway.StartAsync(upstream);
        await using var client = await RawClient.ConnectAsync(gateway.Address);
        var requests = Enumerable.Range(0, 5).Select(i => RawRequest.Post("/v1/chat/completions", $$"""{"model":"m{{i}}"}""").ToBytes("x"));

        await client.SendAsync(requests.SelectMany(bytes => bytes).ToArray(), "POST");
        for (var i = 0; i < 5; i++)
        {
            if (i > 0)
                client.NextResponse("POST");
            Assert.Equal($$"""{"echo":"m{{i}}"}""", (await client.ReadToEndAsync()).Text);
        }
    }

    [Fact]
    public async Task A_request_behind_a_stream_is_answered_on_the_same_connection()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.EventStream().WriteByteByByte(Wire.Stream("openai-chat")).End());
        upstream.RespondOnce(script => script.Json(200, Done));
        await using var gateway = await TestGateway.StartAsync(upstream);
        await using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync((byte[])[.. Wire.Chat().ToBytes("x"), .. Wire.Request("openai-chat", stream: false).ToBytes("x")], "POST");
        Assert.Equal(Wire.Stream("openai-chat"), (await client.ReadToEndAsync()).Text);
        client.NextResponse("POST");
        Assert.Equal(Done, (await client.ReadToEndAsync()).Text);
    }

    [Fact]
    public async Task Connection_close_is_done_after_the_answer()
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream);
        await using var client = await RawClient.ConnectAsync(gateway.Address);
        var request = Wire.Request("openai-chat");

        await client.SendAsync(request with { Headers = [.. request.Headers, ("Connection", "close")] });
        var answer = await client.ReadToEndAsync();

        Assert.Equal(StreamEnding.Complete, answer.Ending);
        Assert.Equal(StreamEnding.Complete, await client.ReadCloseAsync());
        Assert.DoesNotContain("close", upstream.Requests[0].Headers["connection"] ?? "", StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task An_older_client_gets_its_stream_until_the_connection_closes(string dialect)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().WriteByteByByte(Wire.Stream(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync((dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect)) with { Version = "HTTP/1.0" });

        Assert.Equal(Wire.Stream(dialect), answer.Text);
        Assert.Null(answer.Headers["transfer-encoding"]);
        Assert.Equal("HTTP/1.1", upstream.Requests[0].Version);
        Assert.Equal("completed", (await gateway.ExchangeAsync()).GetProperty("ending").GetString());
    }

    /// <summary>Each of these is read in two ways by two servers, so that a second request can be hidden in it (RFC 9112, 6.3 and 11.2).</summary>
    [Theory]
    [InlineData("length and chunked", "Content-Length: 27\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 27\r\n")]
    [InlineData("two lengths", "Content-Length: 27\r\nContent-Length: 28\r\n")]
    [InlineData("the same length twice", "Content-Length: 27\r\nContent-Length: 27\r\n")]
    [InlineData("a list of lengths", "Content-Length: 27, 27\r\n")]
    [InlineData("a signed length", "Content-Length: +27\r\n")]
    [InlineData("a negative length", "Content-Length: -27\r\n")]
    [InlineData("a hexadecimal length", "Content-Length: 0x1b\r\n")]
    [InlineData("a blank inside", "Content-Length: 2 7\r\n")]
    [InlineData("an unknown coding", "Transfer-Encoding: xchunked\r\n")]
    [InlineData("chunked not last", "Transfer-Encoding: chunked, identity\r\n")]
    [InlineData("a blank before the colon", "Content-Length : 27\r\n")]
    [InlineData("a folded line", "Content-Length: 27\r\nX-A: b\r\n c\r\n")]
    [InlineData("a name without colon", "Content-Length: 27\r\nX-Evil\r\n")]
    [InlineData("a bare line feed", "Content-Length: 27\nX-A: b\r\n")]
    [InlineData("a null in a value", "Content-Length: 27\r\nX-A: b\0c\r\n")]
    public async Task A_framing_that_two_servers_read_differently_is_refused_and_the_connection_closed(string what, string fields)
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream);
        await using var client = await RawClient.ConnectAsync(gateway.Address);
        var smuggled = "GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n";
        var body = fields.Contains("chunked", StringComparison.Ordinal) ? $"1b\r\n{Body}\r\n0\r\n\r\n" : Body;

        await client.SendAsync(Ascii($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n{fields}\r\n{body}{smuggled}"), "POST");
        var answer = await client.ReadToEndAsync();

        Assert.True(answer.Status is 400 or 501, $"{what}: {answer}");
        Assert.Equal("close", answer.Headers["connection"]);
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("-1\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}XX0\r\n\r\n")]
    [InlineData("fffffffffffffffff\r\n{}\r\n0\r\n\r\n")]
    public async Task Broken_chunks_are_refused(string chunks)
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream);
        await using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync(Ascii("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks), "POST");

        Assert.Equal(400, (await client.ReadToEndAsync()).Status);
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("GET /v1/models HTTP/1.1\r\n\r\n")]
    [InlineData("GET /v1/models HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET  /v1/models HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /v1/models HTTP/3.1\r\nHost: x\r\n\r\n")]
    [InlineData("G@T /v1/models HTTP/1.1\r\nHost: x\r\n\r\n\r\n")]
    public async Task A_request_that_is_none_is_refused(string request)
    {
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream);
        await using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync(Ascii(request), "GET");

        Assert.InRange((await client.ReadToEndAsync()).Status, 400, 505);
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_above_the_limit_is_refused_and_one_at_the_limit_is_not(bool chunked)
    {
        const int Limit = 64 << 10;
        await using var upstream = Answering();
        await using var gateway = await TestGateway.StartAsync(upstream, "limits: { request_body: 64KiB }");
        foreach (var (size, status) in new[] { (Limit, 200), (Limit + 1, 413), (4 * Limit, 413) })
        {
            var body = $$"""{"model":"m","pad":"{{new string('x', size - 22)}}"}""";
            Assert.Equal(size, body.Length);
            await using var client = await RawClient.ConnectAsync(gateway.Address);
            var framing = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {size}";
            await client.SendAsync(Ascii($"POST /v1/messages HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n{(chunked ? $"{size:x}\r\n{body}\r\n0\r\n\r\n" : body)}"), "POST");

            var answer = await client.ReadToEndAsync();

            Assert.Equal(status, answer.Status);
            Assert.True(status == 200 || answer.Text.Contains("\"request_too_large\"", StringComparison.Ordinal), answer.Text);
        }

        Assert.Single(upstream.Requests);
    }

    static ScriptedUpstream Answering()
    {
        var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(200, Done));
        return upstream;
    }

    static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
