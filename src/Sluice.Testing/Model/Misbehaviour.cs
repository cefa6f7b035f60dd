using System.Globalization;

namespace Sluice.Testing;

/// <summary>How an answer goes wrong after so many tokens.</summary>
internal enum Mishap
{
    None,
    Cut,
    Reset,
    End,
    Stall,
    Error,
}

/// <summary>What a model's name asks for: see the list at <see cref="ScriptedModel"/>.</summary>
internal sealed record Misbehaviour
{
    public Mishap Mishap { get; init; }

    /// <summary>Tokens sent before the mishap.</summary>
    public int After { get; init; }

    public TimeSpan? SlowHead { get; init; }

    public TimeSpan? SlowStart { get; init; }

    public TimeSpan? Interval { get; init; }

    public int? PauseAfter { get; init; }

    public TimeSpan Pause { get; init; }

    public int? Tokens { get; init; }

    public int? Status { get; init; }

    public bool Endless { get; init; }

    /// <summary>Reads a name; a part it does not know changes nothing, as it is then simply a name.</summary>
    public static Misbehaviour Parse(string model) => model.Split('+').Aggregate(new Misbehaviour(), Apply);

    static Misbehaviour Apply(Misbehaviour so, string part) => part.Split('-') switch
    {
        ["cut", "after", var n] when Number(n) is { } count => so with { Mishap = Mishap.Cut, After = count },
        ["reset", "after", var n] when Number(n) is { } count => so with { Mishap = Mishap.Reset, After = count },
        ["end", "after", var n] when Number(n) is { } count => so with { Mishap = Mishap.End, After = count },
        ["stall", "after", var n] when Number(n) is { } count => so with { Mishap = Mishap.Stall, After = count },
        ["error", "after", var n] when Number(n) is { } count => so with { Mishap = Mishap.Error, After = count },
        ["pause", "after", var n, var t] when Number(n) is { } count && Span(t) is { } span => so with { PauseAfter = count, Pause = span },
        ["slow", "head", var t] when Span(t) is { } span => so with { SlowHead = span },
        ["slow", "start", var t] when Span(t) is { } span => so with { SlowStart = span },
        ["interval", var t] when Span(t) is { } span => so with { Interval = span },
        ["tokens", var n] when Number(n) is { } count => so with { Tokens = count },
        ["status", var n] when Number(n) is >= 400 and <= 599 and var status => so with { Status = status },
        ["endless"] => so with { Endless = true },
        _ => so,
    };

    static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static TimeSpan? Span(string text) =>
        text.EndsWith("ms", StringComparison.Ordinal) ? Number(text[..^2]) is { } ms ? TimeSpan.FromMilliseconds(ms) : null
        : text.EndsWith('s') && Number(text[..^1]) is { } s ? TimeSpan.FromSeconds(s)
        : null;
}
