using System.Net;
using Sluice.Dialects;

namespace Sluice.Upstream;

/// <summary>The client's body with a few bytes replaced, never re-serialized; made anew for each attempt over the same immutable bytes.</summary>
sealed class SplicedContent : HttpContent
{
    readonly ReadOnlyMemory<byte> _body;
    readonly List<Splice> _splices;
    readonly Action? _written;
    readonly long _length;

    /// <summary>Makes the content.</summary>
    /// <param name="body">The client's bytes.</param>
    /// <param name="splices">What to replace; need not be in order, must not overlap.</param>
    /// <param name="written">Called when the last byte has been handed to the transport.</param>
    public SplicedContent(ReadOnlyMemory<byte> body, List<Splice> splices, Action? written = null)
    {
        _body = body;
        _splices = splices;
        _written = written;
        _splices.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        _length = body.Length;
        foreach (var splice in splices)
            _length += splice.Replacement.Length - splice.Length;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var at = 0;
        foreach (var splice in _splices)
        {
            await stream.WriteAsync(_body[at..splice.Start], cancellationToken);
            await stream.WriteAsync(splice.Replacement, cancellationToken);
            at = splice.Start + splice.Length;
        }

        await stream.WriteAsync(_body[at..], cancellationToken);
        _written?.Invoke();
    }
}
