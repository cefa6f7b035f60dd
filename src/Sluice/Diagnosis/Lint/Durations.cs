using System.Globalization;

namespace Sluice.Diagnosis.Lint;

/// <summary>Times as the products write them: <c>90s</c>, <c>1h30m</c>, <c>500ms</c>, or a bare number in the product's own unit.</summary>
internal static class Durations
{
    static readonly (string Suffix, double Seconds)[] Units =
    [
        ("ms", 0.001), ("us", 0.000001), ("µs", 0.000001), ("ns", 0.000000001), ("min", 60), ("mi", 60),
        ("s", 1), ("m", 60), ("h", 3600), ("d", 86400), ("w", 604800), ("M", 2592000), ("y", 31536000),
    ];

    /// <summary>Reads a time; a number without a unit counts in <paramref name="bareUnit"/>. False for variables and anything else.</summary>
    public static bool TryParse(string? text, TimeSpan bareUnit, out TimeSpan value)
    {
        value = default;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
            return false;
        double seconds = 0;
        while (!rest.IsEmpty)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
                digits++;
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            rest = rest[digits..];
            var unit = UnitOf(rest, bareUnit.TotalSeconds, out var length);
            if (double.IsNaN(unit))
                return false;
            seconds += number * unit;
            rest = rest[length..].TrimStart();
        }
        if (seconds > TimeSpan.MaxValue.TotalSeconds / 2)
            return false;
        value = TimeSpan.FromSeconds(seconds);
        return true;
    }

    static double UnitOf(ReadOnlySpan<char> text, double bareUnit, out int length)
    {
        var letters = 0;
        while (letters < text.Length && char.IsLetter(text[letters]))
            letters++;
        length = letters;
        if (letters == 0)
            return text.IsEmpty || text[0] == ' ' ? bareUnit : double.NaN;
        foreach (var (suffix, seconds) in Units)
        {
            if (text[..letters].SequenceEqual(suffix))
                return seconds;
        }
        return double.NaN;
    }

    /// <summary>The shortest usual way to write a time: <c>90s</c>, <c>10m</c>, <c>1h</c>.</summary>
    public static string Show(TimeSpan value) => value switch
    {
        { Ticks: 0 } => "0s",
        _ when value < TimeSpan.FromSeconds(1) => Number(value.TotalMilliseconds) + "ms",
        _ when value >= TimeSpan.FromHours(1) && value.TotalHours % 1 == 0 => Number(value.TotalHours) + "h",
        _ when value >= TimeSpan.FromMinutes(2) && value.TotalMinutes % 1 == 0 => Number(value.TotalMinutes) + "m",
        _ => Number(value.TotalSeconds) + "s",
    };

    static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
