using System.Text.RegularExpressions;

namespace Sluice.Diagnosis.Lint;

/// <summary>Whether a route carries token streams, as far as its name, path and upstream tell.</summary>
internal enum StreamHint
{
    /// <summary>Style sheets, health checks, metrics: nothing on this route streams.</summary>
    No,

    /// <summary>Nothing says either way.</summary>
    Maybe,

    /// <summary>A path or upstream that only chat APIs and event streams have.</summary>
    Yes,
}

internal static partial class StreamHints
{
    /// <summary>Judges the words by which a route is known: its path first, then host, upstream name and address.</summary>
    public static StreamHint Of(string? path, params IEnumerable<string?> others)
    {
        if (IsStream(path))
            return StreamHint.Yes;
        if (!string.IsNullOrEmpty(path) && StaticWord().IsMatch(path))
            return StreamHint.No;
        return others.Any(IsStream) ? StreamHint.Yes : StreamHint.Maybe;
    }

    public static bool IsStream(string? word) => !string.IsNullOrEmpty(word) && StreamWord().IsMatch(word);

    /// <summary>On a route that may or may not carry streams an error is only a warning.</summary>
    public static Severity Cap(this StreamHint hint, Severity severity) =>
        hint == StreamHint.Yes || severity != Severity.Error ? severity : Severity.Warning;

    [GeneratedRegex(@"(?<![a-z])(v1(beta)?|chat|completions?|messages|responses|stream(s|ing)?|sse|events|event-stream|generate|llms?|openai|anthropic|ollama|vllm|litellm|sglang|tgi|inference|llama|gpt|claude|gemini|mistral|models?|mcp|agents?|sluice)(?![a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StreamWord();

    [GeneratedRegex(@"\\?\.\(?\??:?(js|css|png|jpe?g|gif|ico|svg|woff2?|ttf|map|txt|html?)\b|^[=~^*\s]*/(static|assets|images?|img|css|js|fonts?|media|favicon|robots|health\w*|healthz|ready\w*|livez|metrics|status|ping|nginx_status|server-status|\.well-known|ws|websocket|socket\.io)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StaticWord();
}
