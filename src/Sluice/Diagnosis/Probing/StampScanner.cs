using System.Text;
using Sluice.Diagnosis.Origins;

namespace Sluice.Diagnosis.Probing;

/// <summary>Finds the origin's stamps in a body, wherever they stand and however the reads split them.</summary>
internal sealed class StampScanner
{
    static readonly byte[] Mark = Encoding.ASCII.GetBytes(OriginStamp.Mark);

    byte[] _carry = [];
    long _before;

    /// <summary>Shows the next bytes.</summary>
    /// <param name="fresh">Bytes not shown before.</param>
    /// <param name="found">Takes each stamp that is now complete, and the number of bytes of the body up to its end.</param>
    public void Scan(ReadOnlySpan<byte> fresh, Action<OriginStamp, long> found)
    {
        byte[] bytes = [.. _carry, .. fresh];
        var start = _before - _carry.Length;
        _before += fresh.Length;
        var (at, keep) = (0, Math.Max(0, bytes.Length - Mark.Length + 1));
        while (bytes.AsSpan(at).IndexOf(Mark) is >= 0 and var offset)
        {
            var mark = at + offset;
            var text = bytes.AsSpan(mark + Mark.Length);
            var end = text.IndexOf((byte)';');
            if (end < 0 || end > OriginStamp.MaxLength)
            {
                at = mark + Mark.Length;
                if (end < 0 && text.Length <= OriginStamp.MaxLength)
                {
                    keep = mark;
                    break;
                }

                continue;
            }

            if (OriginStamp.Parse(Encoding.ASCII.GetString(text[..end])) is { } stamp)
                found(stamp, start + mark + Mark.Length + end + 1);
            at = mark + Mark.Length + end + 1;
            keep = Math.Max(keep, at);
        }

        _carry = bytes[Math.Min(keep, bytes.Length)..];
    }
}
