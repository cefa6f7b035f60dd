using Sluice.Dialects;

namespace Sluice.Upstream;

/// <summary>The client's body with a few bytes replaced, never re-serialized; made anew for each attempt over the same immutable bytes.</summary>
sealed class SplicedBody
{
    readonly ReadOnlyMemory<byte> _body;
    readonly List<Splice> _splices;
    readonly Action? _written;

    /// <summary>Makes the body.</summary>
    /// <param name="body">The client's bytes.</param>
    /// <param name="splices">What to replace; need not be in order, must not overlap.</param>
    /// <param name="written">Called when the last byte has been handed to the transport.</param>
    public SplicedBody(ReadOnlyMemory<byte> body, List<Splice> splices, Action? written = null)
    {
        _body = body;
        _splices = splices;
        _written = written;
        _splices.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        Length = body.Length;
        foreach (var splice in splices)
            Length += splice.Replacement.Length - splice.Length;
    }

    /// <summary>Its length in bytes.</summary>
    public int Length { get; }

    /// <summary>Copies it whole.</summary>
    public void CopyTo(Span<byte> to)
    {
        var at = 0;
        foreach (var splice in _splices)
        {
            _body.Span[at..splice.Start].CopyTo(to);
            to = to[(splice.Start - at)..];
            splice.Replacement.Span.CopyTo(to);
            to = to[splice.Replacement.Length..];
            at = splice.Start + splice.Length;
        }

        _body.Span[at..].CopyTo(to);
    }

    /// <summary>Writes it piece by piece, without a copy.</summary>
    public async Task WriteAsync(Func<ReadOnlyMemory<byte>, ValueTask> write)
    {
        var at = 0;
        foreach (var splice in _splices)
        {
            await write(_body[at..splice.Start]);
            await write(splice.Replacement);
            at = splice.Start + splice.Length;
        }

        await write(_body[at..]);
        Written();
    }

    /// <summary>Tells that the last byte has been handed to the transport.</summary>
    public void Written() => _written?.Invoke();
}
