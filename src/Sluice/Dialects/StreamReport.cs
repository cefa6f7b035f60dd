namespace Sluice.Dialects;

/// <summary>What an inspector learned about one attempt's answer.</summary>
public sealed class StreamReport
{
    /// <summary>Input tokens by the provider's own word.</summary>
    public long? InputTokens { get; set; }

    /// <summary>Output tokens by the provider's own last word.</summary>
    public long? OutputTokens { get; set; }

    /// <summary>Whether <see cref="OutputTokens"/> is final: Anthropic's first event carries a beginning, not a result.</summary>
    public bool OutputIsFinal { get; set; }

    /// <summary>Events with content: what is counted where the provider reports nothing.</summary>
    public long ContentEvents { get; set; }

    /// <summary>The next sequence number, for dialects that number their events.</summary>
    public long NextSequence { get; set; }

    /// <summary>The failure that the upstream reported, where it did.</summary>
    public UpstreamError? Error { get; set; }
}

/// <summary>An error as an upstream wrote it, before anything was made safe.</summary>
/// <param name="Message">Its text.</param>
/// <param name="Type">Its type, where given.</param>
/// <param name="Code">Its code, where given.</param>
/// <param name="Param">The parameter at fault, where given.</param>
public sealed record UpstreamError(string Message, string? Type, string? Code, string? Param);
