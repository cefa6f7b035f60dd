namespace Sluice.Testing;

/// <summary>How the other side of a connection or stream went away.</summary>
public enum PeerEndingKind
{
    /// <summary>The peer closed its sending side in order (TCP FIN, or end of the HTTP/2 connection).</summary>
    Fin,

    /// <summary>The peer reset the connection (TCP RST) or the stream (HTTP/2 RST_STREAM).</summary>
    Reset,

    /// <summary>The scripted side ended it first: its own reset, its own close, or its disposal.</summary>
    ByScript,
}

/// <summary>How and when the peer went away.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="At">When it was noticed, see <see cref="Clock.Stamp"/>.</param>
/// <param name="ErrorCode">The code of the peer's RST_STREAM on HTTP/2; null otherwise.</param>
public readonly record struct PeerEnding(PeerEndingKind Kind, TimeSpan At, long? ErrorCode = null);
