using System.IO.Pipelines;
using Sluice.Relay;

namespace Sluice.Dialects.OpenAI;

/// <summary>Passthrough for the OpenAI dialects: every byte as it came, but for the lines that break their clients.</summary>
/// <param name="cleaned">Called when something was left out or changed.</param>
sealed class CleanPassthrough(Action cleaned) : StreamEncoder
{
    public override bool ForwardsBytes => true;

    public override bool Edits(ReadOnlySpan<byte> frames) => EventLines.NeedCleaning(frames);

    public override void WriteFrame(ReadOnlySpan<byte> frame, PipeWriter downstream)
    {
        if (EventLines.NeedCleaning(frame))
            cleaned();
        EventLines.Clean(frame, downstream);
    }
}
