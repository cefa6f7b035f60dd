using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Sluice.Listeners;

namespace Sluice.Tests.Listeners;

public sealed class HeadReaderTests
{
    const string Connect = "CONNECT inference.local:443 HTTP/1.1\r\nHost: inference.local\r\n\r\n";

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    readonly ManualTime _time = new();
    readonly Pipe _fromClient = new();
    readonly DeadlineQueue _clock;
    readonly HeadReader _reader;

    public HeadReaderTests()
    {
        _clock = new DeadlineQueue(Limit, _time);
        _reader = new HeadReader(8192, _clock);
    }

    DefaultConnectionContext Connection =>
        new("c", new Transport(_fromClient.Reader, new Pipe().Writer), new Transport(new Pipe().Reader, _fromClient.Writer));

    [Fact]
    public async Task A_head_is_read_at_every_split_and_what_follows_it_stays()
    {
        for (var split = 1; split < Connect.Length; split++)
        {
            var test = new HeadReaderTests();
            await test.SendAsync(Connect[..split]);
            var reading = test._reader.ReadAsync(test.Connection).AsTask();
            Assert.False(reading.IsCompleted);
            await test.SendAsync(Connect[split..] + "\u0016\u0003behind");

            Assert.Equal("inference.local", (await reading).Request?.Host);

            var rest = await test._fromClient.Reader.ReadAsync();
            Assert.Equal("\u0016\u0003behind", Encoding.Latin1.GetString(rest.Buffer));
            Assert.Equal(0, test._clock.Count);
        }
    }

    [Fact]
    public async Task A_silent_client_is_given_up_at_the_limit()
    {
        var reading = _reader.ReadAsync(Connection).AsTask();
        _time.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((null, null), await reading);
    }

    [Fact]
    public async Task A_client_that_dribbles_is_answered_at_the_limit_counted_from_its_start()
    {
        var reading = _reader.ReadAsync(Connection).AsTask();
        foreach (var c in Connect[..9])
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await SendAsync(c.ToString());
            Assert.False(reading.IsCompleted);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        var (request, refusal) = await reading;
        Assert.Null(request);
        Assert.Equal((408, "request_head_timeout"), (refusal!.Status, refusal.Error));
        Assert.Contains("10 s", refusal.Detail);
    }

    [Fact]
    public async Task A_client_that_ends_inside_the_head_is_answered_and_one_that_sent_nothing_is_not()
    {
        await SendAsync("CONNECT inference");
        await _fromClient.Writer.CompleteAsync();
        Assert.Equal(400, (await _reader.ReadAsync(Connection)).Refusal?.Status);

        var silent = new HeadReaderTests();
        await silent._fromClient.Writer.CompleteAsync();
        Assert.Equal((null, null), await silent._reader.ReadAsync(silent.Connection));
    }

    [Fact]
    public async Task A_deadline_that_fires_just_after_the_head_disturbs_no_later_read()
    {
        await SendAsync(Connect);
        await _reader.ReadAsync(Connection);
        _fromClient.Reader.CancelPendingRead();

        await using var stream = new DuplexPipeStream(Connection.Transport);
        var reading = stream.ReadAsync(new byte[10]).AsTask();
        Assert.False(reading.IsCompleted);
        await SendAsync("x");
        Assert.Equal(1, await reading);
    }

    async Task SendAsync(string text) => await _fromClient.Writer.WriteAsync(Encoding.Latin1.GetBytes(text));

    sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
