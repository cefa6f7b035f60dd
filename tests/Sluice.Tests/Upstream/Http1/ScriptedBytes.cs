using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Sluice.Upstream.Http1;

namespace Sluice.Tests.Upstream.Http1;

/// <summary>A connection that brings these pieces, one per receive, and then ends; no sockets, so that every split can be tried.</summary>
sealed class ScriptedBytes(params byte[][] pieces) : IByteSource
{
    int _piece;
    int _at;

    public static ScriptedBytes Of(string text) => new(Encoding.Latin1.GetBytes(text));

    /// <summary>The same bytes, cut at random places.</summary>
    public static ScriptedBytes Cut(byte[] bytes, Random random)
    {
        var pieces = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, random.Next(10) == 0 ? random.Next(1, 3000) : random.Next(1, 40));
            pieces.Add(bytes[at..(at + length)]);
            at += length;
        }

        return new ScriptedBytes([.. pieces]);
    }

    public bool Aborted { get; private set; }

    public long Now => 0;

    /// <summary>Now and then the last piece took long, as it does with a slow model.</summary>
    public TimeSpan Since(long timestamp) => TimeSpan.FromSeconds(_piece % 3);

    public ValueTask<int> ReceiveAsync(Memory<byte> room)
    {
        if (room.IsEmpty)
            return new ValueTask<int>(0);
        while (_piece < pieces.Length && _at == pieces[_piece].Length)
            (_piece, _at) = (_piece + 1, 0);
        if (_piece == pieces.Length)
            return new ValueTask<int>(0);
        var count = Math.Min(room.Length, pieces[_piece].Length - _at);
        pieces[_piece].AsMemory(_at, count).CopyTo(room);
        _at += count;
        return new ValueTask<int>(count);
    }

    public void Abort() => Aborted = true;

    /// <summary>Reads an answer to its end or to its fault, as the relay does: what came before a fault counts.</summary>
    public async Task<ReadAnswer> ReadAsync(bool headOnly = false, Random? random = null)
    {
        var buffer = new ReceiveBuffer();
        var body = new MemoryStream();
        AnswerHead? head = null;
        try
        {
            head = await HeadReader.ReadAsync(this, buffer);
            var pipe = new Http1Body(this, buffer, head.Framing(headOnly));
            while (true)
            {
                var read = await pipe.ReadAsync();
                Take(pipe, read, body, random);
                if (read.IsCompleted && (random is null || pipe.Ended && body.Length >= 0 && buffer.BodyLength == 0))
                    return new ReadAnswer(head, body.ToArray(), null, buffer.Raw.Length);
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new ReadAnswer(head, body.ToArray(), fault, buffer.Raw.Length);
        }
    }

    /// <summary>Takes all, or leaves a part as a reader does that waits for the rest of a frame.</summary>
    static void Take(PipeReader pipe, ReadResult read, MemoryStream to, Random? random)
    {
        var length = random is null || read.IsCompleted ? read.Buffer.Length : random.NextInt64(read.Buffer.Length + 1);
        var taken = read.Buffer.Slice(0, length);
        foreach (var segment in taken)
            to.Write(segment.Span);
        pipe.AdvanceTo(taken.End, read.Buffer.End);
    }
}

/// <summary>What was read of an answer.</summary>
sealed record ReadAnswer(AnswerHead? Head, byte[] Body, Exception? Fault, int Left)
{
    public string Text => Encoding.Latin1.GetString(Body);
}
