namespace Sluice.Relay;

/// <summary>What one frame means for the stream that it belongs to.</summary>
[Flags]
public enum FrameFacts
{
    /// <summary>A comment, an empty block, or a block without data.</summary>
    None = 0,

    /// <summary>The frame carries an event.</summary>
    Event = 1,

    /// <summary>Model content: text, reasoning, a tool call. The first one closes the door for fallback.</summary>
    Content = 2,

    /// <summary>The model said why it stopped: what follows is bookkeeping.</summary>
    Finish = 4,

    /// <summary>The dialect's terminal event: the stream is complete.</summary>
    Terminal = 8,

    /// <summary>The upstream reports a failure.</summary>
    Error = 16,

    /// <summary>An error in a shape that clients of this dialect would not recognise.</summary>
    ForeignError = 32,
}

/// <summary>
/// Reads frames of one stream for their meaning; a dialect makes one per stream. It is shown each frame once, after its bytes have left
/// wherever that is possible, and never changes one.
/// </summary>
public abstract class FrameInspector
{
    /// <summary>Says what a frame means.</summary>
    /// <param name="frame">A whole frame, or the head of one that was too large to keep.</param>
    public abstract FrameFacts Inspect(ReadOnlySpan<byte> frame);

    /// <summary>
    /// Whether a frame whose end mark is missing is there in full otherwise: the last one of a body may lack its empty line, and it may as well
    /// be cut in the middle.
    /// </summary>
    public virtual bool IsWhole(ReadOnlySpan<byte> frame) => true;

    /// <summary>Whether a finish signal was seen.</summary>
    public bool Finished { get; protected set; }

    /// <summary>
    /// Whether a clean end of the transport completes the stream at this point, for streams that have no terminal event
    /// (a whole body; an event stream of an unknown dialect).
    /// </summary>
    public virtual bool EndCompletes => false;

    /// <summary>Whether any first byte is content, so that nothing has to be understood before the client's side is opened.</summary>
    public virtual bool BytesAreContent => false;

    /// <summary>
    /// A cheap look before the bytes are forwarded: whether they may hold an upstream's error, which has to be read before it is passed on,
    /// since its text may name hosts and keys and its shape may be foreign. False positives cost a little time, nothing else.
    /// </summary>
    /// <param name="fresh">Bytes about to be forwarded.</param>
    /// <param name="atFrameStart">Whether they start a frame.</param>
    public virtual bool MayHoldError(ReadOnlySpan<byte> fresh, bool atFrameStart) => false;
}
