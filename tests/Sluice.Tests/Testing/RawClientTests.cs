using System.Text;
using Sluice.Testing;

namespace Sluice.Tests.Testing;

public sealed class RawClientTests
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_is_recorded_event_by_event_with_its_ending(bool tls)
    {
        using var certificate = TestCertificate.Create();
        await using var upstream = tls ? ScriptedUpstream.StartTls(certificate) : ScriptedUpstream.Start();
        upstream.Respond(s => s.EventStream(("x-a", "1")).Repeat(5, Tick, i => $"data: {i}\n\n").Comment("bye").End(("x-t", "2")));

        await using var client = await RawClient.ConnectAsync(upstream.BaseAddress, new() { Trusted = certificate });
        await client.SendAsync(RawRequest.Post("/v1/x", "{}"));
        var response = await client.ReadToEndAsync();

        Assert.Equal((200, "1", "2"), (response.Status, response.Headers["X-A"], response.Trailers["X-T"]));
        Assert.Equal(["0", "1", "2", "3", "4"], response.Events.Select(e => e.Data));
        Assert.Equal("bye", Assert.Single(response.Comments).Text);
        Assert.Equal((StreamEnding.Complete, true, 6), (response.Ending, response.FinalChunkSeen, response.Chunks));
        var writes = upstream.Requests[0].WrittenAt;
        Assert.All(response.Events.Zip(writes), p => Assert.True(p.First.At >= p.Second));
        var receivedAt = upstream.Requests[0].ReceivedAt;
        Assert.All(writes.Take(5).Select((at, i) => at - receivedAt - (i * Tick)), late => Assert.True(late >= TimeSpan.Zero));
        Assert.True(response.TimeToFirstByte <= response.Total);
        Assert.Equal("{}", upstream.Requests[0].BodyText);
    }

    [Fact]
    public async Task Each_way_to_end_badly_is_told_apart()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(s => s.Sse("a").Fin());
        upstream.RespondOnce(s => s.Sse("a").Reset());
        upstream.RespondOnce(s => s.EventStream().ContentLength(99).Sse("a").Fin());
        upstream.RespondOnce(s => s.EventStream().CloseDelimited().Sse("a"));
        upstream.RespondOnce(s => s.Raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"));
        upstream.RespondOnce(s => s.Fin());

        var endings = new List<StreamEnding?>();
        for (var i = 0; i < 6; i++)
            endings.Add((await RawClient.ExchangeAsync(upstream.BaseAddress, RawRequest.Get("/"))).Ending);

        Assert.Equal(
            [StreamEnding.Incomplete, StreamEnding.Reset, StreamEnding.Incomplete, StreamEnding.Complete,
                StreamEnding.Malformed, StreamEnding.Incomplete],
            endings);
    }

    [Fact]
    public async Task A_client_that_leaves_after_two_events_is_seen_by_an_endless_upstream()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(s => s.RepeatForever(Tick, i => $"data: {i}\n\n"));
        await using var client = await RawClient.ConnectAsync(upstream.BaseAddress);
        await client.SendAsync(RawRequest.Get("/"));

        await client.ReadEventAsync();
        Assert.Equal("1", (await client.ReadEventAsync())!.Data);
        client.Reset();

        var ending = await upstream.Requests[0].Closed.Within("the reset");
        Assert.Equal(PeerEndingKind.Reset, ending.Kind);
        Assert.Equal(StreamEnding.Left, client.Response!.Ending);
    }

    [Fact]
    public async Task A_client_that_does_not_read_makes_the_upstream_wait_and_gets_all_once_it_reads()
    {
        const int Count = 400;
        var block = Encoding.ASCII.GetBytes($"data: {new string('x', 16376)}\n\n");
        await using var upstream = ScriptedUpstream.Start(new ScriptedUpstreamOptions { SendBuffer = 16384 });
        upstream.Respond(s => s.Flood(block, Count));
        await using var client = await RawClient.ConnectAsync(upstream.BaseAddress, new() { ReceiveBuffer = 16384 });

        await client.SendAsync(RawRequest.Get("/"));
        var request = await upstream.WaitForRequestAsync();
        await request.WaitForWritesAsync(1);
        Assert.True(request.BytesWritten < Count * block.Length / 2);
        Assert.False(request.Answered.IsCompleted);

        await client.ReadEventsAsync(3);
        client.StopReading();
        Assert.False(request.Answered.IsCompleted);
        client.ResumeReading();
        var response = await client.ReadToEndAsync();
        Assert.Equal(Count, response.Events.Count);
        Assert.Equal(Count * block.Length, request.BytesWritten);
    }

    [Fact]
    public async Task Requests_on_a_kept_connection_are_answered_by_a_recording_each()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondWith(r => new ResponseScript().Json(200, $"\"{r.Path}\""));
        await using var client = await RawClient.ConnectAsync(upstream.BaseAddress);

        await client.SendAsync(RawRequest.Get("/1"));
        Assert.Equal("\"/1\"", (await client.ReadToEndAsync()).Text);
        await client.SendAsync("HEAD /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n"u8.ToArray());
        Assert.Equal("", (await client.ReadToEndAsync()).Text);
        client.NextResponse();
        Assert.Equal("\"/3\"", (await client.ReadToEndAsync()).Text);

        Assert.Equal(1, upstream.AcceptedConnections);
        await upstream.Requests[2].Answered;
        upstream.CloseIdleConnections();
        Assert.Equal(StreamEnding.Complete, await client.ReadCloseAsync());
    }

    [Fact]
    public async Task After_a_CONNECT_the_connection_is_left_to_what_comes_next()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(s => s.Raw("HTTP/1.1 200 Connection Established\r\n\r\n"));
        upstream.Respond(s => s.Json(200, "1"));
        await using var client = await RawClient.ConnectAsync(upstream.BaseAddress);

        await client.SendAsync(new RawRequest("CONNECT", "inference.local:443"));
        Assert.Equal((200, StreamEnding.Complete), ((await client.ReadHeadAsync()).Status, (await client.ReadToEndAsync()).Ending));
        await client.SendAsync(RawRequest.Get("/inside"));

        Assert.Equal("1", (await client.ReadToEndAsync()).Text);
        Assert.Equal(["inference.local:443", "/inside"], upstream.Requests.Select(r => r.Target));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_event_is_decoded_when_its_flushed_bytes_arrive(string coding)
    {
        var gate = new StepGate();
        var pieces = CompressedText.Pieces(coding, "data: first\n\n", "data: second\n\n");
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(s => s.EventStream(("content-encoding", coding)).Write(pieces[0]).WaitFor(gate).Write(pieces[1]).Write(pieces[2]));
        await using var client = await RawClient.ConnectAsync(upstream.BaseAddress);
        await client.SendAsync(RawRequest.Get("/"));

        Assert.Equal("first", (await client.ReadEventAsync())!.Data);
        gate.Open();
        Assert.Equal("second", (await client.ReadEventAsync())!.Data);
        Assert.Null(await client.ReadEventAsync());
    }

    [Fact]
    public async Task A_wait_that_fails_says_what_had_come()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(s => s.Sse("one").Write("data: tw").Stall());
        await using var client = await RawClient.ConnectAsync(upstream.BaseAddress);
        await client.SendAsync(RawRequest.Get("/"));
        await client.ReadEventAsync();
        await client.Response!.Stream.WaitForLengthAsync(19);

        var error = await Assert.ThrowsAsync<TimeoutException>(() => client.ReadEventAsync(TimeSpan.FromMilliseconds(200)));

        Assert.Equal(
            "Waited 0.2 s for the next event. So far: 19 body bytes, 1 events, 0 comments, open. Last bytes: \"data: one\n\ndata: tw\"",
            error.Message);
        Assert.True(client.Response.Stream.InsideEvent);
    }

    [Fact]
    public async Task An_untrusted_certificate_is_refused()
    {
        using var served = TestCertificate.Create();
        using var trusted = TestCertificate.Create();
        await using var upstream = ScriptedUpstream.StartTls(served);

        await Assert.ThrowsAsync<System.Security.Authentication.AuthenticationException>(
            () => RawClient.ConnectAsync(upstream.BaseAddress, new() { Trusted = trusted }));
    }
}
