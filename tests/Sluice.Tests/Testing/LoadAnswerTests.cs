using System.Text;
using Sluice.Testing.Load;

namespace Sluice.Tests.Testing;

/// <summary>A load that miscounts is worth nothing: events are found however an answer is cut, and what is wrong is noticed.</summary>
public sealed class LoadAnswerTests
{
    const string Head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100_000)]
    public void Every_event_is_found_in_reads_of_any_size(int size)
    {
        var reader = new AnswerReader(4096);

        Assert.Equal(AnswerState.Complete, Read(reader, LoadAnswers.Whole(20, 5), size));
        Assert.Equal((20, -1), (reader.Events, reader.Disordered));
        Assert.Equal(20, reader.Ages.Count);
        Assert.All(reader.Ages, age => Assert.Equal(2, age));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(200)]
    public void A_chunk_border_inside_an_event_loses_nothing(int border)
    {
        var body = new byte[10 * LoadEvent.Length];
        for (var i = 0; i < 10; i++)
            LoadEvent.Write(body.AsSpan(i * LoadEvent.Length), i, 1);
        var wire = new MemoryStream();
        wire.Write(Encoding.ASCII.GetBytes(Head));
        foreach (var piece in body.Chunk(border))
        {
            wire.Write(Encoding.ASCII.GetBytes($"{piece.Length:X}\r\n"));
            wire.Write(piece);
            wire.Write("\r\n"u8);
        }

        wire.Write("0\r\n\r\n"u8);
        var reader = new AnswerReader(4096);

        Assert.Equal(AnswerState.Complete, Read(reader, wire.ToArray(), 1000));
        Assert.Equal((10, -1, 10), (reader.Events, reader.Disordered, reader.Blocks));
    }

    [Fact]
    public void A_lost_event_and_a_doubled_one_are_noticed()
    {
        Assert.Equal(3, Numbers(0, 1, 3, 2).Disordered);
        Assert.Equal(1, Numbers(0, 1, 1, 2).Disordered);
        Assert.Equal((3, -1), (Numbers(0, 1, 2).Events, Numbers(0, 1, 2).Disordered));
    }

    [Fact]
    public void An_error_is_no_stream_and_its_text_is_shown()
    {
        var reader = new AnswerReader(4096);

        Assert.Equal(AnswerState.Wrong, Read(reader, "HTTP/1.1 429 Slow down\r\nContent-Length: 4\r\n\r\nbusy"u8.ToArray(), 1000));
        Assert.Equal("found 'HTTP/1.1 429 Slow down', expected status 200: busy", reader.Fault);
    }

    [Fact]
    public void A_connection_that_ends_in_mid_message_is_no_end()
    {
        var reader = new AnswerReader(4096);
        var answer = LoadAnswers.Whole(3, 1);

        Assert.Equal(AnswerState.Open, Read(reader, answer[..^5], 1000));
        Assert.Equal(AnswerState.Wrong, reader.Close());
        Assert.Contains("incomplete message", reader.Fault);
    }

    [Fact]
    public void An_answer_with_a_length_and_one_that_ends_with_its_connection_are_read_too()
    {
        var with = new AnswerReader(4096);
        Assert.Equal(AnswerState.Complete, Read(with, "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n"u8.ToArray(), 3));
        Assert.Equal(2, with.Blocks);

        var without = new AnswerReader(4096);
        Assert.Equal(AnswerState.Open, Read(without, "HTTP/1.1 200 OK\r\n\r\ndata: 1\n\n"u8.ToArray(), 1000));
        Assert.Equal(AnswerState.Complete, without.Close());
    }

    [Fact]
    public void A_plan_survives_the_way_through_a_request()
    {
        var plan = LoadPlan.Paced(TimeSpan.FromMilliseconds(20), 150, 7);
        var request = new LoadTarget { Url = new Uri("http://x/v1/chat/completions"), Key = "k" }.Request(plan.ToString());

        Assert.Equal(plan, LoadPlan.Find(request));
        Assert.Null(LoadPlan.Find("{\"model\":\"m\",\"messages\":[]}"u8));
        Assert.Null(LoadPlan.Find("sluice-bench-plan:paced-x-1-1;"u8));
        Assert.Equal(request.Length, LoadRequest.Length(request));
        Assert.Null(LoadRequest.Length(request.AsSpan(0, 20)));
    }

    static AnswerReader Numbers(params int[] numbers)
    {
        var wire = new MemoryStream();
        wire.Write(LoadAnswers.Head);
        var frame = new byte[LoadAnswers.FrameLength];
        foreach (var number in numbers)
        {
            LoadAnswers.WriteFrame(frame, number, 1);
            wire.Write(frame);
        }

        wire.Write(LoadAnswers.Tail);
        var reader = new AnswerReader(4096);
        Assert.Equal(AnswerState.Complete, Read(reader, wire.ToArray(), 333));
        return reader;
    }

    static AnswerState Read(AnswerReader reader, byte[] wire, int size)
    {
        reader.Next();
        var state = AnswerState.Open;
        for (var at = 0; at < wire.Length && state == AnswerState.Open;)
        {
            var count = Math.Min(Math.Min(size, wire.Length - at), reader.Space.Length);
            wire.AsSpan(at, count).CopyTo(reader.Space.Span);
            state = reader.Take(count, 7);
            at += count;
        }

        return state;
    }
}
