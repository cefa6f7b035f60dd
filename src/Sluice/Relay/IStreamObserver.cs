namespace Sluice.Relay;

/// <summary>Sees what a stream does and changes nothing. It is called after the bytes have left, on the stream's own thread, and must not block.</summary>
public interface IStreamObserver
{
    /// <summary>A whole frame passed.</summary>
    /// <param name="facts">What it means.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="timestamp">When the read that completed it arrived.</param>
    void OnFrame(FrameFacts facts, long length, long timestamp);
}
