using Sluice.Relay;

namespace Sluice.Dialects;

/// <summary>For bytes whose meaning is not ours: any byte is content, and a clean end of the transport completes them.</summary>
sealed class OpaqueInspector : FrameInspector
{
    public override FrameFacts Inspect(ReadOnlySpan<byte> frame) => FrameFacts.Event | FrameFacts.Content;

    public override bool EndCompletes => true;

    public override bool BytesAreContent => true;
}
