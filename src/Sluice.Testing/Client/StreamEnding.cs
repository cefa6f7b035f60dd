namespace Sluice.Testing;

/// <summary>How a received message ended, as the one who reads it can tell.</summary>
public enum StreamEnding
{
    /// <summary>
    /// With everything its framing promised: the final chunk, the announced length, or the close of a close-delimited body.
    /// </summary>
    Complete,

    /// <summary>The peer closed in order before the framing was satisfied.</summary>
    Incomplete,

    /// <summary>The connection or stream was reset.</summary>
    Reset,

    /// <summary>This side stopped reading first.</summary>
    Left,

    /// <summary>What arrived is not HTTP; <see cref="RecordedResponse.Fault"/> says what was found.</summary>
    Malformed,
}
