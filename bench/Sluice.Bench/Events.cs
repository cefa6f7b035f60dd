using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Sluice.Bench;

/// <summary>The events of the bench: chat chunks of a real one's size, with number and send time inside, at fixed offsets.</summary>
static class Events
{
    const string Before = "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"#";
    const string After = "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n";

    /// <summary>Length of one event in bytes.</summary>
    public static int Length { get; } = Before.Length + 8 + 1 + 16 + After.Length;

    /// <summary>What makes an event recognisable in a stream that was cut anywhere.</summary>
    public static ReadOnlySpan<byte> Mark => "\"content\":\"#"u8;

    /// <summary>The end of a stream: finish chunk and terminator.</summary>
    public static byte[] End { get; } = Encoding.ASCII.GetBytes(
        "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");

    /// <summary>Writes event <paramref name="number"/>, sent now.</summary>
    public static void Write(Span<byte> to, int number)
    {
        Encoding.ASCII.GetBytes(Before, to);
        Utf8Formatter.TryFormat((uint)number, to[Before.Length..], out _, new('X', 8));
        to[Before.Length + 8] = (byte)'.';
        Utf8Formatter.TryFormat((ulong)Stopwatch.GetTimestamp(), to[(Before.Length + 9)..], out _, new('X', 16));
        Encoding.ASCII.GetBytes(After, to[(Before.Length + 25)..]);
    }

    /// <summary>Reads number and send time behind a mark.</summary>
    public static bool TryRead(ReadOnlySpan<byte> behindMark, out int number, out long sent)
    {
        sent = 0;
        number = 0;
        if (behindMark.Length < 25 || !Utf8Parser.TryParse(behindMark[..8], out uint n, out _, 'X') || !Utf8Parser.TryParse(behindMark.Slice(9, 16), out ulong s, out _, 'X'))
            return false;
        (number, sent) = ((int)n, (long)s);
        return true;
    }
}
