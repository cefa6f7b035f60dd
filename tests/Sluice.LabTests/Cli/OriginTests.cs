using System.Net;
using System.Text;
using Sluice.Cli;
using Sluice.Diagnosis.Origins;
using Sluice.Testing;

namespace Sluice.LabTests.Cli;

/// <summary>What <c>sluice origin</c> sends, byte by byte: a stream can only be measured with one that is what it was asked to be.</summary>
public sealed class OriginTests(OriginFixture origin) : IClassFixture<OriginFixture>
{
    [Theory]
    [InlineData("chunked", "HTTP/1.1", true, false)]
    [InlineData("close", "HTTP/1.1", false, false)]
    [InlineData("http10", "HTTP/1.0", false, false)]
    [InlineData("length", "HTTP/1.1", false, true)]
    public async Task Its_framing_is_the_one_that_was_asked_for(string framing, string version, bool chunked, bool length)
    {
        var answer = await AskAsync($"count=3&interval=1ms&framing={framing}");
        Assert.Equal((version, 200), (answer.Head!.Version, answer.Status));
        Assert.Equal(chunked, answer.Headers["transfer-encoding"] == "chunked");
        Assert.Equal(length, answer.Headers["content-length"] == answer.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(3, answer.Events.Count);
        Assert.Equal(StreamEnding.Complete, answer.Ending);
    }

    [Fact]
    public async Task Every_event_carries_its_number_and_when_it_was_sent()
    {
        var stamps = Stamps((await AskAsync("count=5&interval=20ms&size=300")).Text);
        Assert.Equal([0, 1, 2, 3, 4], stamps.Select(s => s.Number));
        Assert.All(stamps, s => Assert.Equal(5, s.Of));
        Assert.Single(stamps.Select(s => s.Run).Distinct());
        // A clock that ticks every 4 ms may end a pause that much early, never more.
        Assert.All(stamps.Zip(stamps.Skip(1)), pair => Assert.True((pair.Second.Sent - pair.First.Sent).TotalMilliseconds > 15, $"{pair.First.Sent} {pair.Second.Sent}"));
    }

    [Fact]
    public async Task Size_count_and_burst_are_kept()
    {
        var answer = await AskAsync("plan=1ms-300b-x4-burst5-1000b-x10");
        Assert.Equal([.. Enumerable.Repeat(300, 4), .. Enumerable.Repeat(1000, 10)], answer.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => Encoding.UTF8.GetByteCount(e) + 2));
    }

    [Fact]
    public async Task Head_first_event_and_silence_wait_as_long_as_they_were_told()
    {
        var stamps = Stamps((await AskAsync("count=3&interval=1ms&head=60ms&first=70ms&silence=80ms@2")).Text);
        Assert.True(stamps[0].Sent.TotalMilliseconds > 120, $"first event after {stamps[0].Sent}");
        Assert.True((stamps[2].Sent - stamps[1].Sent).TotalMilliseconds > 75, $"silence of {stamps[2].Sent - stamps[1].Sent}");
    }

    [Theory]
    [InlineData("off", null, "no-cache")]
    [InlineData("accel", "no", "no-cache")]
    [InlineData("no-transform", null, "no-cache, no-transform")]
    [InlineData("on", "no", "no-cache, no-transform")]
    public async Task Headers_against_buffering_are_sent_where_they_were_asked_for(string headers, string? accel, string cache)
    {
        var answer = await AskAsync($"count=1&headers={headers}");
        Assert.Equal((accel, cache), (answer.Headers["x-accel-buffering"], answer.Headers["cache-control"]));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_flushed_compressor_gives_every_event_out_and_an_unflushed_one_keeps_the_first(string coding)
    {
        var kept = await AskAsync($"count=4&interval=40ms&compress={coding}&flush=off", coding);
        Assert.Equal((coding, 4), (kept.Headers["content-encoding"], Stamps(kept.Text).Count));
        Assert.True(Spread(kept) < TimeSpan.FromMilliseconds(70), $"unflushed events came within {Spread(kept)}");

        // A first event that a busy machine delivers late looks as if it had been kept.
        var flushed = await AskAsync($"count=4&interval=40ms&compress={coding}", coding);
        for (var again = 0; again < 2 && Spread(flushed) < TimeSpan.FromMilliseconds(100); again++)
            flushed = await AskAsync($"count=4&interval=40ms&compress={coding}", coding);
        Assert.Equal((coding, 4), (flushed.Headers["content-encoding"], Stamps(flushed.Text).Count));
        Assert.True(Spread(flushed) > TimeSpan.FromMilliseconds(100), $"flushed events came within {Spread(flushed)}");

        static TimeSpan Spread(RecordedResponse answer) => answer.Events[^1].At - answer.Events[0].At;
    }

    [Fact]
    public async Task A_client_that_accepts_no_compression_gets_none() =>
        Assert.Null((await AskAsync("count=1&compress=gzip")).Headers["content-encoding"]);

    [Theory]
    [InlineData("fin", StreamEnding.Incomplete, 2)]
    [InlineData("event", StreamEnding.Incomplete, 2)]
    [InlineData("reset", StreamEnding.Reset, 2)]
    [InlineData("clean", StreamEnding.Complete, 2)]
    public async Task A_cut_ends_as_it_was_asked_to_and_loses_nothing_that_was_sent(string cut, StreamEnding ending, int events)
    {
        var answer = await AskAsync($"count=5&interval=1ms&cut={cut}@{events}");
        Assert.Equal((ending, events), (answer.Ending!.Value, answer.Events.Count));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "data: [DONE]")]
    [InlineData("/v1/responses", "event: response.completed")]
    [InlineData("/v1/messages", "event: message_stop")]
    public async Task Behind_a_model_gateway_the_model_name_chooses_and_the_dialect_ends_the_stream(string path, string terminator)
    {
        var streamed = await RawClient.ExchangeAsync(new(origin.Url()), RawRequest.Post(path, """{"model":"gateway/origin-1ms-300b-x7-headers.accel","stream":true}"""));
        Assert.Equal("no", streamed.Headers["x-accel-buffering"]);
        Assert.Equal(7, Stamps(streamed.Text).Count);
        Assert.Contains(terminator, streamed.Text, StringComparison.Ordinal);

        var whole = await RawClient.ExchangeAsync(new(origin.Url()), RawRequest.Post(path, """{"model":"origin-1ms-x7"}"""));
        using var json = System.Text.Json.JsonDocument.Parse(whole.Text);
        Assert.Single(Stamps(whole.Text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Http2_is_spoken_with_and_without_TLS_on_the_same_address_as_HTTP_1(bool encrypted)
    {
        await using var host = await OriginHost.StartAsync([(new(IPAddress.Loopback, 0), encrypted)], new OriginLimits());
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=sluice origin" } };
        using var client = new HttpClient(handler);
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Addresses[0], "?count=3&interval=1ms&framing=close")) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var answer = await client.SendAsync(request);
            Assert.Equal(version, answer.Version);
            Assert.Equal(3, Stamps(await answer.Content.ReadAsStringAsync()).Count);
        }
    }

    [Theory]
    [InlineData("count=20001", "20001 events")]
    [InlineData("size=300000&count=1", "300000 bytes")]
    [InlineData("silence=20m@1&count=2", "at most 900 s")]
    [InlineData("colour=blue", "is no setting of the reference origin")]
    public async Task What_it_cannot_or_will_not_send_is_refused_by_name(string query, string named)
    {
        var answer = await AskAsync(query);
        Assert.Equal(400, answer.Status);
        Assert.Contains(named, answer.Text, StringComparison.Ordinal);
    }

    Task<RecordedResponse> AskAsync(string query, string? accept = null) => RawClient.ExchangeAsync(
        new(origin.Url()), RawRequest.Get($"/?{query}", accept is null ? [] : [("accept-encoding", accept)]));

    static List<OriginStamp> Stamps(string text) =>
        [.. text.Split(OriginStamp.Mark).Skip(1).Select(rest => OriginStamp.Parse(rest.AsSpan(0, rest.IndexOf(';', StringComparison.Ordinal)))!.Value)];
}
