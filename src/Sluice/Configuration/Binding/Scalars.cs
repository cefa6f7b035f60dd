using System.Globalization;
using Sluice.Configuration.Values;

namespace Sluice.Configuration.Binding;

/// <summary>The kinds of single values that settings have.</summary>
internal static class Scalars
{
    /// <summary>A duration above zero.</summary>
    public static Value<TimeSpan> Duration { get; } = new ScalarValue<TimeSpan>("a duration such as 5s, 500ms or 1m30s", ParsePositive);

    /// <summary>A duration; zero is a choice.</summary>
    public static Value<TimeSpan> DurationOrZero { get; } = new ScalarValue<TimeSpan>(
        "a duration such as 5s, 500ms, 1m30s or 0s", Values.Duration.Parse);

    /// <summary>A duration above zero, or <c>off</c> (null).</summary>
    public static Value<TimeSpan?> DurationOrOff { get; } = new ScalarValue<TimeSpan?>("a duration such as 5s, 500ms or 1m30s, or off",
        (string text, out TimeSpan? value) =>
        {
            value = null;
            if (text == "off")
                return null;
            var problem = Values.Duration.Parse(text, out var duration);
            value = duration;
            return problem ?? (duration == TimeSpan.Zero ? "it is zero: write off to switch it off" : null);
        });

    /// <summary>A size of which .NET can hold one piece of memory.</summary>
    public static Value<long> Size { get; } = new ScalarValue<long>("a size from 1 byte to below 2GiB, such as 32MiB, 64KB or plain bytes",
        (string text, out long value) =>
        {
            var problem = ByteSize.Parse(text, out value);
            if (value > Array.MaxLength)
                problem ??= "it is too large: bodies and events are held in memory whole";
            return problem ?? (value == 0 ? "it is zero" : null);
        });

    /// <summary>A count from 1.</summary>
    public static Value<int> Count { get; } = new ScalarValue<int>("a number from 1",
        (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0 ? null : "");

    /// <summary>A count from 1, or <c>auto</c> (null).</summary>
    public static Value<int?> CountOrAuto { get; } = new ScalarValue<int?>("a number from 1, or auto",
        (string text, out int? value) =>
        {
            value = null;
            if (text == "auto")
                return null;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
                return "";
            value = count;
            return null;
        });

    public static Value<bool> Boolean { get; } = new ScalarValue<bool>("true or false",
        (string text, out bool value) => bool.TryParse(text, out value) ? null : "");

    /// <summary>A credential that travels in a header. Its value is never shown.</summary>
    public static Value<string> Secret { get; } = new ScalarValue<string>("a key of printable ASCII",
        (string text, out string value) =>
        {
            value = text;
            return text.Length == 0 ? "it is empty" : HttpText.WrongValue(text);
        },
        hide: _ => true);

    /// <summary>A credential, or nothing where the variable that should hold it has an empty default.</summary>
    public static Value<string?> SecretOrNone { get; } = new ScalarValue<string?>("a key of printable ASCII",
        (string text, out string? value) =>
        {
            value = text.Length == 0 ? null : text;
            return HttpText.WrongValue(text);
        },
        hide: _ => true);

    /// <summary>The value of a header. It is never shown.</summary>
    public static Value<string> HeaderValue { get; } = new ScalarValue<string>("the text of a header",
        (string text, out string value) => HttpText.WrongValue(value = text), hide: _ => true);

    /// <summary>One of a few words, in any case.</summary>
    public static Value<T> Choice<T>(params (string Word, T Value)[] choices)
    {
        var words = choices.Select(c => c.Word).Distinct().ToList();
        return new ScalarValue<T>(words.Count == 1 ? words[0] : string.Join(", ", words[..^1]) + " or " + words[^1],
            (string text, out T value) =>
            {
                foreach (var choice in choices)
                {
                    value = choice.Value;
                    if (string.Equals(choice.Word, text, StringComparison.OrdinalIgnoreCase))
                        return null;
                }
                value = choices[0].Value;
                return Nearest.To(text, words) is { } near ? $"did you mean {near}?" : "";
            });
    }

    /// <summary>Text that is not empty.</summary>
    public static Value<string> Text(string expected, Func<string, string?>? wrong = null) => new ScalarValue<string>(expected,
        (string text, out string value) =>
        {
            value = text;
            return text.Length == 0 ? "it is empty" : wrong?.Invoke(text);
        });

    static string? ParsePositive(string text, out TimeSpan value)
    {
        var problem = Values.Duration.Parse(text, out value);
        return problem ?? (value == TimeSpan.Zero ? "it is zero" : null);
    }
}
