using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sluice.Testing;

/// <summary>Performs a script on one HTTP/2 stream; each write is flushed at once.</summary>
internal sealed class Http2Sink(HttpContext context, Action reset) : IResponseSink
{
    public async ValueTask HeadAsync(ResponseHead head, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = head.Status;
        foreach (var (name, value) in head.Headers)
            context.Response.Headers.Append(name, value);
        if (head.Framing == ResponseFraming.ContentLength)
            context.Response.ContentLength = head.ContentLength;
        await context.Response.StartAsync(cancellationToken);
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await context.Response.BodyWriter.WriteAsync(bytes, cancellationToken);
        // Kestrel ends a write to a stream that is gone without an error.
        cancellationToken.ThrowIfCancellationRequested();
    }

    public ValueTask RawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Raw bytes bypass HTTP/1.1 framing; on HTTP/2 a script writes with Write and fails with Reset.");

    public async ValueTask EndAsync(HeaderList trailers, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in trailers)
            context.Response.AppendTrailer(name, value);
        await context.Response.CompleteAsync();
    }

    public ValueTask FinAsync(CancellationToken cancellationToken) =>
        // A stream without a head cannot end in order.
        context.Response.HasStarted ? EndAsync(HeaderList.Empty, cancellationToken) : ResetAsync(2);

    public ValueTask ResetAsync(int errorCode)
    {
        reset();
        var feature = context.Features.Get<IHttpResetFeature>()
            ?? throw new NotSupportedException($"The request came over {context.Request.Protocol}, which has no streams to reset.");
        feature.Reset(errorCode);
        return default;
    }
}
