using System.Buffers.Text;
using System.Text;

namespace Sluice.Testing.Load;

/// <summary>
/// The events of a load: chat chunks of a real one's size whose text says which event it is and when it was sent, at fixed offsets:
/// <c>sluice-bench:NNNNNNNN.TTTTTTTTTTTTTTTT</c>, hexadecimal, the time in ticks of a <see cref="TimeProvider"/>'s monotonic clock.
/// It is plain text that no JSON encoder escapes, so it survives a translation into another dialect.
/// </summary>
internal static class LoadEvent
{
    /// <summary>Bytes of number and time behind the mark.</summary>
    public const int StampLength = 8 + 1 + 16;

    static readonly byte[] Before = Encoding.ASCII.GetBytes(
        "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"sluice-bench:");

    static readonly byte[] After = Encoding.ASCII.GetBytes("\"},\"finish_reason\":null}]}\n\n");

    /// <summary>The finish chunk and the terminator.</summary>
    public static readonly byte[] End = Encoding.ASCII.GetBytes(
        "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");

    /// <summary>What makes an event recognisable wherever the reads cut it.</summary>
    public static ReadOnlySpan<byte> Mark => "sluice-bench:"u8;

    /// <summary>Bytes of one event.</summary>
    public static int Length { get; } = Before.Length + StampLength + After.Length;

    /// <summary>Writes an event.</summary>
    public static void Write(Span<byte> to, int number, long sent)
    {
        Before.CopyTo(to);
        Utf8Formatter.TryFormat((uint)number, to[Before.Length..], out _, new('X', 8));
        to[Before.Length + 8] = (byte)'.';
        Stamp(to, sent);
        After.CopyTo(to[(Before.Length + StampLength)..]);
    }

    /// <summary>Sets the time of an event that was written before.</summary>
    public static void Stamp(Span<byte> written, long sent) =>
        Utf8Formatter.TryFormat((ulong)sent, written[(Before.Length + 9)..], out _, new('X', 16));

    /// <summary>Reads what stands behind a mark.</summary>
    public static bool TryRead(ReadOnlySpan<byte> behindMark, out int number, out long sent)
    {
        (number, sent) = (0, 0);
        if (behindMark.Length < StampLength
            || !Utf8Parser.TryParse(behindMark[..8], out uint n, out var used, 'X') || used != 8
            || !Utf8Parser.TryParse(behindMark.Slice(9, 16), out ulong s, out used, 'X') || used != 16)
            return false;
        (number, sent) = ((int)n, (long)s);
        return true;
    }
}
