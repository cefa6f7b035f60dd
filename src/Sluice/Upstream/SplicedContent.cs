using System.Net;

namespace Sluice.Upstream;

/// <summary>A <see cref="SplicedBody"/> for the HTTP/2 transport.</summary>
sealed class SplicedContent(SplicedBody body) : HttpContent
{
    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        body.WriteAsync(bytes => stream.WriteAsync(bytes, cancellationToken));
}
