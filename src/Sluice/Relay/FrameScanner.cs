namespace Sluice.Relay;

/// <summary>
/// Finds where frames end, incrementally: it is shown each byte once, in order, however the reads were split, and keeps only the few
/// facts that a boundary can straddle reads with. It never copies and never looks into a frame.
/// </summary>
public abstract class FrameScanner
{
    /// <summary>Looks for the end of the current frame.</summary>
    /// <param name="fresh">Bytes not shown before.</param>
    /// <returns>The number of bytes up to and including the frame's end, or -1 where the frame goes on behind these bytes.</returns>
    public abstract int FindEnd(ReadOnlySpan<byte> fresh);

    /// <summary>Forgets a half frame.</summary>
    public virtual void Reset()
    {
    }
}

/// <summary>
/// Server-sent events: a frame ends with an empty line, whose line ends may be LF, CRLF or CR, mixed, and split over reads
/// (WHATWG HTML, 9.2.6). An empty line by itself is a frame that says nothing.
/// </summary>
public sealed class SseScanner : FrameScanner
{
    const byte Cr = (byte)'\r';
    const byte Lf = (byte)'\n';

    bool _lineHasBytes;
    bool _afterCr;
    bool _frameHasLines;

    /// <inheritdoc/>
    public override int FindEnd(ReadOnlySpan<byte> fresh)
    {
        var at = 0;
        while (at < fresh.Length)
        {
            if (_afterCr)
            {
                _afterCr = false;
                if (fresh[at] == Lf)
                {
                    // The second half of a CRLF. At the start of a frame it belongs to the empty line before, already reported.
                    at++;
                    if (!_frameHasLines)
                        return at;
                    continue;
                }
            }

            var end = fresh[at..].IndexOfAny(Lf, Cr);
            if (end < 0)
            {
                _lineHasBytes = _frameHasLines = true;
                return -1;
            }

            var empty = end == 0 && !_lineHasBytes;
            at += end + 1;
            _lineHasBytes = false;
            if (fresh[at - 1] == Cr)
            {
                if (at < fresh.Length && fresh[at] == Lf)
                    at++;
                else
                    _afterCr = true;
            }

            if (empty)
            {
                _frameHasLines = false;
                return at;
            }

            _frameHasLines = true;
        }

        return -1;
    }

    /// <inheritdoc/>
    public override void Reset() => _lineHasBytes = _afterCr = _frameHasLines = false;
}

/// <summary>JSON lines (Ollama): a frame ends with LF.</summary>
public sealed class JsonLinesScanner : FrameScanner
{
    /// <inheritdoc/>
    public override int FindEnd(ReadOnlySpan<byte> fresh)
    {
        var end = fresh.IndexOf((byte)'\n');
        return end < 0 ? -1 : end + 1;
    }
}

/// <summary>A whole body is one frame, which ends with the body.</summary>
public sealed class WholeBodyScanner : FrameScanner
{
    /// <inheritdoc/>
    public override int FindEnd(ReadOnlySpan<byte> fresh) => -1;
}
