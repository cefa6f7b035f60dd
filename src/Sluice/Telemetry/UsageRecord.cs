using Sluice.Dialects;

namespace Sluice.Telemetry;

/// <summary>Tokens of one exchange, with the word of whom they are: a number that is not known is null, never 0.</summary>
/// <param name="Input">Input tokens, always the provider's.</param>
/// <param name="Output">Output tokens.</param>
/// <param name="Source">provider: its last word; counted: events with content that passed; none.</param>
readonly record struct UsageRecord(long? Input, long? Output, string Source)
{
    public static UsageRecord Of(StreamReport report)
    {
        if (report.OutputIsFinal)
            return new UsageRecord(report.InputTokens, report.OutputTokens, "provider");
        // Cut before the provider's last word: its first one (Anthropic's message_start) still tells the input.
        if (report.ContentEvents > 0)
            return new UsageRecord(report.InputTokens, report.ContentEvents, "counted");
        return new UsageRecord(report.InputTokens, null, report.InputTokens is null ? "none" : "provider");
    }
}
