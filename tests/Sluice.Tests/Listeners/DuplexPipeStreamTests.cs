using System.IO.Pipelines;
using Sluice.Listeners;

namespace Sluice.Tests.Listeners;

public sealed class DuplexPipeStreamTests
{
    readonly Pipe _in = new();
    readonly Pipe _out = new(new PipeOptions(pauseWriterThreshold: 10, resumeWriterThreshold: 5));

    DuplexPipeStream NewStream() => new(new Transport(_in.Reader, _out.Writer));

    [Fact]
    public async Task A_read_of_length_zero_waits_for_data_and_takes_none()
    {
        await using var stream = NewStream();
        var waiting = stream.ReadAsync(Memory<byte>.Empty).AsTask();
        Assert.False(waiting.IsCompleted);
        await _in.Writer.WriteAsync("abc"u8.ToArray());
        Assert.Equal(0, await waiting);
        var buffer = new byte[10];
        Assert.Equal(3, await stream.ReadAsync(buffer));
    }

    [Fact]
    public async Task Bytes_of_many_segments_come_out_in_order_at_any_read_size()
    {
        await using var stream = NewStream();
        var bytes = new byte[100_000];
        var random = new Random(5);
        random.NextBytes(bytes);
        var writing = Task.Run(async () =>
        {
            for (var at = 0; at < bytes.Length;)
            {
                var n = Math.Min(bytes.Length - at, random.Next(1, 9000));
                await _in.Writer.WriteAsync(bytes.AsMemory(at, n));
                at += n;
            }

            await _in.Writer.CompleteAsync();
        });
        var sizes = new Random(6);
        using var all = new MemoryStream();
        while (true)
        {
            var buffer = new byte[sizes.Next(1, 20_000)];
            var n = await stream.ReadAsync(buffer);
            if (n == 0)
                break;
            all.Write(buffer, 0, n);
        }

        await writing;
        Assert.Equal(bytes, all.ToArray());
    }

    [Fact]
    public async Task A_write_is_sent_before_it_returns_and_waits_for_a_reader_that_is_behind()
    {
        await using var stream = NewStream();
        await stream.WriteAsync("abc"u8.ToArray());
        Assert.True(_out.Reader.TryRead(out var read));
        Assert.Equal(3, read.Buffer.Length);
        _out.Reader.AdvanceTo(read.Buffer.Start);

        var waiting = stream.WriteAsync(new byte[20]).AsTask();
        Assert.False(waiting.IsCompleted);
        _out.Reader.TryRead(out read);
        _out.Reader.AdvanceTo(read.Buffer.End);
        await waiting;
    }

    [Fact]
    public async Task Writes_gather_up_to_the_limit_and_leave_as_one_batch()
    {
        await using var stream = NewStream();
        stream.BatchLimit = 8;
        await stream.WriteAsync("abc"u8.ToArray());
        await stream.WriteAsync("de"u8.ToArray());
        Assert.False(_out.Reader.TryRead(out _));

        await stream.FlushAsync();
        Assert.True(_out.Reader.TryRead(out var read));
        Assert.Equal(5, read.Buffer.Length);
        _out.Reader.AdvanceTo(read.Buffer.End);

        await stream.WriteAsync(new byte[8]);
        Assert.True(_out.Reader.TryRead(out read));
        Assert.Equal(8, read.Buffer.Length);
    }

    [Fact]
    public async Task The_last_words_of_a_connection_wait_for_nobody()
    {
        await using var stream = NewStream();
        stream.IsClosing = true;
        Assert.True(stream.WriteAsync(new byte[100]).AsTask().IsCompletedSuccessfully);
        stream.Write(new byte[7]);
        stream.Flush();
        var read = await _out.Reader.ReadAsync();
        Assert.Equal(107, read.Buffer.Length);
    }

    [Fact]
    public async Task A_reader_that_is_gone_is_no_error()
    {
        await using var stream = NewStream();
        await _out.Reader.CompleteAsync();
        await stream.WriteAsync(new byte[100]);
        await _in.Writer.CompleteAsync();
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        Assert.Throws<NotSupportedException>(() => stream.ReadByte());
    }

    sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
