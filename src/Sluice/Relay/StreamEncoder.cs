using System.IO.Pipelines;

namespace Sluice.Relay;

/// <summary>What is written downstream for what was read upstream. The relay owns reading, pacing, flushing, observing and ending.</summary>
public abstract class StreamEncoder
{
    /// <summary>Whether bytes may leave as they are, in the read that brought them, whole frames or not.</summary>
    public abstract bool ForwardsBytes { get; }

    /// <summary>
    /// A cheap look at whole frames before they are forwarded: whether one of them has to be changed, so that they go through
    /// <see cref="WriteFrame"/> one by one. False positives cost a little time, nothing else.
    /// </summary>
    public virtual bool Edits(ReadOnlySpan<byte> frames) => false;

    /// <summary>Whether a frame may only be judged whole, so that no half of it is forwarded before its end has come.</summary>
    public virtual bool NeedsWholeFrames => false;

    /// <summary>Writes one whole frame.</summary>
    public abstract void WriteFrame(ReadOnlySpan<byte> frame, PipeWriter downstream);
}

/// <summary>Same dialect on both sides: every byte as it came.</summary>
public sealed class PassthroughEncoder : StreamEncoder
{
    /// <summary>It has no state.</summary>
    public static PassthroughEncoder Instance { get; } = new();

    /// <inheritdoc/>
    public override bool ForwardsBytes => true;

    /// <inheritdoc/>
    public override void WriteFrame(ReadOnlySpan<byte> frame, PipeWriter downstream) => System.Buffers.BuffersExtensions.Write(downstream, frame);
}
