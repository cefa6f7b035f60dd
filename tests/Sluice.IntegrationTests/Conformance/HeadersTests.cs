using System.IO.Compression;
using System.Text;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Section 3.3: which headers a stream carries, and which of the upstream's cross.</summary>
public sealed class HeadersTests
{
    public static TheoryData<string, string, bool> Compressed { get; } = Crossings();

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_24_event_streams_say_that_nobody_may_hold_them(string dialect)
    {
        var body = Wire.Stream(dialect);
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.EventStream().Write(body).End());
        upstream.RespondOnce(script => script.EventStream(("Cache-Control", "public, max-age=60"), ("X-Accel-Buffering", "yes")).ContentLength(Encoding.UTF8.GetByteCount(body)).Write(body).End());
        upstream.RespondOnce(script => script.EventStream().CloseDelimited().Write(body).End());
        upstream.RespondOnce(script => script.EventStream().Http10().Write(body).End());
        await using var gateway = await TestGateway.StartAsync(upstream);
        for (var i = 1; i <= 4; i++)
        {
            var answer = await gateway.SendAsync(Wire.Request(dialect));

            Assert.Equal("text/event-stream; charset=utf-8", answer.Headers["content-type"]);
            Assert.Equal("no-cache, no-transform", string.Join(", ", answer.Headers.All("cache-control")));
            Assert.Equal("no", string.Join(", ", answer.Headers.All("x-accel-buffering")));
            Assert.Null(answer.Headers["content-length"]);
            Assert.Null(answer.Headers["content-encoding"]);
            Assert.Equal("chunked", answer.Headers["transfer-encoding"]);
            Assert.Equal(StreamEnding.Complete, answer.Ending);
        }
    }

    [Theory, MemberData(nameof(Compressed))]
    public async Task Case_26_a_compressed_stream_arrives_plain_or_not_at_all(string coding, string split, bool labelled)
    {
        // The filter does not show here: what is compressed and what comes out are the same bytes.
        var body = Wire.Stream("openai-chat", 50);
        var packed = Packed(coding, body);
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script =>
        {
            _ = labelled ? script.EventStream(("Content-Encoding", coding)) : script.EventStream();
            _ = split == "byte by byte" ? script.ContentLength(packed.Length).WriteByteByByte(packed).End() : script.ContentLength(packed.Length).Write(packed).End();
        });
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Chat());

        if (coding == "zstd" || (!labelled && coding is "br" or "deflate"))
        {
            Assert.Equal(502, answer.Status);
            Assert.Equal("application/json", answer.Headers["content-type"]);
            Assert.Contains("\"error\"", answer.Text, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(body, answer.Text);
        Assert.Null(answer.Headers["content-encoding"]);
        Assert.Null(answer.Headers["content-length"]);
        Assert.Equal("chunked", answer.Headers["transfer-encoding"]);
        Assert.Equal("identity", upstream.Requests[0].Headers["accept-encoding"]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Case_26_a_compressed_event_is_out_before_the_next_one_is_in(string coding)
    {
        var gate = new StepGate();
        await using var upstream = ScriptedUpstream.Start();
        using var memory = new MemoryStream();
        await using var pack = Packer(coding, memory);
        upstream.Respond(script =>
        {
            script.EventStream(("Content-Encoding", coding)).Write(Flushed(Wire.Prologue("openai-chat")));
            for (var i = 1; i <= 5; i++)
                script.Write(Flushed(Wire.Content("openai-chat", $"e{i}"))).WaitFor(gate);
            script.Write(Flushed(Wire.Epilogue("openai-chat"))).End();
        });
        await using var gateway = await TestGateway.StartAsync(upstream);
        await using var client = await gateway.OpenAsync(Wire.Chat());

        for (var i = 1; i <= 5; i++)
        {
            await client.ReadEventsAsync(1 + i);
            gate.Release();
        }

        Assert.Equal(StreamEnding.Complete, (await client.ReadToEndAsync()).Ending);

        byte[] Flushed(string text)
        {
            memory.SetLength(0);
            pack.Write(Encoding.UTF8.GetBytes(text));
            pack.Flush();
            return memory.ToArray();
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Case_26_a_compressed_whole_answer_arrives_plain(string coding)
    {
        const string Body = """{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"a"}}],"usage":{"prompt_tokens":10,"completion_tokens":5}}""";
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Whole(200, "application/json", Packed(coding, Body), ("Content-Encoding", coding)));
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request("openai-chat", stream: false));

        Assert.Equal(Body, answer.Text);
        Assert.Null(answer.Headers["content-encoding"]);
        Assert.Equal(5, (await gateway.ExchangeAsync()).GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Case_27_headers_of_one_hop_stay_on_it()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream(
            ("Connection", "X-Ratelimit-Secret, keep-alive"), ("X-Ratelimit-Secret", "1"), ("Keep-Alive", "timeout=5"), ("Proxy-Authenticate", "Basic"),
            ("Upgrade", "h2c"), ("Trailer", "X-Checksum"), ("Set-Cookie", "a=b"), ("Server", "vllm"), ("Via", "1.1 internal"), ("Alt-Svc", "h3=\":443\""),
            ("Strict-Transport-Security", "max-age=1"), ("Access-Control-Allow-Origin", "*"), ("Location", "http://10.0.0.1/"))
            .Write(Wire.Stream("openai-chat")).End(("X-Checksum", "1"), ("Content-Length", "3")));
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Chat());

        Assert.Equal(StreamEnding.Complete, answer.Ending);
        Assert.Empty(answer.Trailers);
        Assert.Equal(["cache-control", "content-type", "date", "transfer-encoding", "x-accel-buffering", "x-request-id", "x-sluice-request-id"],
            answer.Headers.Select(h => h.Name.ToLowerInvariant()).Order());
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_28_a_refusal_keeps_its_status_and_what_helps_to_wait(string dialect)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.Json(429, """{"error":{"message":"Slow down","type":"rate_limit_error","code":"rate_limit_exceeded"}}""",
            ("Retry-After", "7"), ("retry-after-ms", "6500"), ("x-ratelimit-remaining-requests", "0"), ("anthropic-ratelimit-tokens-reset", "2026-01-01T00:00:00Z"),
            ("x-request-id", "req_upstream"), ("x-should-retry", "true")));
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        Assert.Equal(429, answer.Status);
        Assert.Equal(("7", "6500", "0", "2026-01-01T00:00:00Z", "req_upstream", "true"),
            (answer.Headers["retry-after"], answer.Headers["retry-after-ms"], answer.Headers["x-ratelimit-remaining-requests"],
                answer.Headers["anthropic-ratelimit-tokens-reset"], answer.Headers["x-request-id"], answer.Headers["x-should-retry"]));
        Assert.Contains("Slow down", answer.Text, StringComparison.Ordinal);
        Assert.Equal("application/json", answer.Headers["content-type"]);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_28_a_stream_keeps_them_too(string dialect)
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream(("x-ratelimit-remaining-tokens", "17"), ("request-id", "req_up"), ("openai-processing-ms", "12")).Write(Wire.Stream(dialect)).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var answer = await gateway.SendAsync(Wire.Request(dialect));

        Assert.Equal(("17", "req_up", "12"), (answer.Headers["x-ratelimit-remaining-tokens"], answer.Headers["request-id"], answer.Headers["openai-processing-ms"]));
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_29_no_address_and_no_key_of_an_upstream_reaches_a_client(string dialect)
    {
        const string Text = "POST http://10.1.2.3:8000/v1 at models.internal:8443 with Bearer upstream-secret-key and sk-abcdefghijklmnop failed";
        const string Json = "{\"error\":{\"message\":\"" + Text + "\",\"type\":\"server_error\",\"code\":\"http://10.9.9.9/\",\"param\":\"key-upstream-secret-key\"}}";
        var error = dialect == "anthropic-messages" ? Wire.Named("error", "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"" + Text + "\"}}")
            : dialect == "openai-responses" ? Wire.Named("error", $$"""{"type":"error","sequence_number":2,"code":"x","message":"{{Text}}","param":null}""") : $"data: {Json}\n\n";
        await using var upstream = ScriptedUpstream.Start();
        (string, string)[] leaky = [("x-request-id", "http://10.1.2.3/abc"), ("x-ratelimit-scope", "models.internal"), ("retry-after", "upstream-secret-key"), ("etag", "vllm-0.default.svc")];
        upstream.RespondOnce(script => script.Json(500, Json, leaky));
        upstream.RespondOnce(script => script.Json(401, Json, leaky));
        upstream.RespondOnce(script => script.EventStream(leaky).Write(error).End());
        upstream.RespondOnce(script => script.EventStream(leaky).Write(Wire.Prologue(dialect) + Wire.Content(dialect, "a")).Write(error).End());
        upstream.RespondOnce(script => script.EventStream(leaky).Write(Wire.Prologue(dialect) + Wire.Content(dialect, "a")).WriteByteByByte(error).End());
        upstream.RespondOnce(script => script.Json(200, Json, leaky));
        await using var gateway = await TestGateway.StartAsync(upstream, "", null, "api_key: upstream-secret-key");
        for (var i = 0; i < 6; i++)
        {
            var answer = await gateway.SendAsync(Wire.Request(dialect, stream: i < 5));

            var all = answer.Headers + "\n" + answer.Text;
            foreach (var secret in new[] { "10.1.2.3", "10.9.9.9", "models.internal", "upstream-secret-key", "sk-abcdef", ".svc", upstream.BaseAddress.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) })
                Assert.False(all.Contains(secret, StringComparison.OrdinalIgnoreCase), $"answer {i} shows '{secret}': {all}");
        }

        Assert.All(upstream.Requests, request => Assert.Equal("Bearer upstream-secret-key", request.Headers["authorization"]));
        await gateway.ExchangeAsync(6);
        Assert.DoesNotContain("upstream-secret-key", gateway.Log, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_31_a_stream_labelled_json_is_passed_as_the_stream_it_is(string dialect)
    {
        var body = Wire.Stream(dialect);
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.Whole(200, "application/json", Encoding.UTF8.GetBytes(body)));
        upstream.RespondOnce(script => script.Head(200, ("content-type", "application/json")).WriteByteByByte(body).End());
        upstream.RespondOnce(script => script.Head(200).Write(body).End());
        upstream.RespondOnce(script => script.Head(200, ("content-type", "text/plain")).Write("\n").Write(": hi\n\n").Write(body).End());
        await using var gateway = await TestGateway.StartAsync(upstream);
        for (var i = 1; i <= 4; i++)
        {
            var answer = await gateway.SendAsync(dialect == "openai-chat" ? Wire.Chat() : Wire.Request(dialect));

            Assert.Equal("text/event-stream; charset=utf-8", answer.Headers["content-type"]);
            Assert.EndsWith(body, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("data: data:", answer.Text, StringComparison.Ordinal);
            Assert.Equal(5, (await gateway.ExchangeAsync(i)).GetProperty("output_tokens").GetInt32());
        }
    }

    [Theory, MemberData(nameof(Wire.Dialects), MemberType = typeof(Wire))]
    public async Task Case_31_a_whole_answer_to_a_streaming_request_keeps_its_true_type(string dialect)
    {
        const string Body = """{"id":"x","usage":{"input_tokens":10,"output_tokens":5}}""";
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.Json(200, Body));
        upstream.RespondOnce(script => script.EventStream().WriteByteByByte(Body).End());
        await using var gateway = await TestGateway.StartAsync(upstream);

        var honest = await gateway.SendAsync(Wire.Request(dialect));
        var mislabelled = await gateway.SendAsync(Wire.Request(dialect));

        Assert.Equal(("application/json", Body), (honest.Headers["content-type"], honest.Text));
        Assert.Equal(Body, mislabelled.Text);
        Assert.StartsWith("application/json", mislabelled.Headers["content-type"], StringComparison.Ordinal);
    }

    static byte[] Packed(string coding, string text)
    {
        // One frame with one raw block is all that a decoder of zstd would need to see (RFC 8878, 3.1.1).
        if (coding == "zstd")
            return [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58, 0x21, 0x00, 0x00, (byte)'d', (byte)'a', (byte)'t', (byte)'a'];
        using var memory = new MemoryStream();
        using (var pack = Packer(coding, memory))
            pack.Write(Encoding.UTF8.GetBytes(text));
        return memory.ToArray();
    }

    static Stream Packer(string coding, Stream into) => coding switch
    {
        "gzip" => new GZipStream(into, CompressionLevel.Fastest, leaveOpen: true),
        "br" => new BrotliStream(into, CompressionLevel.Fastest, leaveOpen: true),
        _ => new ZLibStream(into, CompressionLevel.Fastest, leaveOpen: true),
    };

    static TheoryData<string, string, bool> Crossings()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var coding in new[] { "gzip", "br", "deflate", "zstd" })
        {
            foreach (var split in new[] { "at once", "byte by byte" })
                data.Add(coding, split, true);
        }

        data.Add("gzip", "at once", false);
        data.Add("gzip", "byte by byte", false);
        data.Add("br", "at once", false);
        data.Add("zstd", "at once", false);
        return data;
    }
}
