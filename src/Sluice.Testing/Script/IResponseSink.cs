namespace Sluice.Testing;

/// <summary>Where a script's steps go: one HTTP/1.1 response or one HTTP/2 stream.</summary>
internal interface IResponseSink
{
    ValueTask HeadAsync(ResponseHead head, CancellationToken cancellationToken);

    /// <summary>Sends body bytes in one piece, framed as the head promised.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Sends bytes past all framing.</summary>
    ValueTask RawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    ValueTask EndAsync(HeaderList trailers, CancellationToken cancellationToken);

    /// <summary>Closes in order, without the marks of a complete message.</summary>
    ValueTask FinAsync(CancellationToken cancellationToken);

    /// <summary>Resets connection or stream; the code matters on HTTP/2 only.</summary>
    ValueTask ResetAsync(int errorCode);
}
