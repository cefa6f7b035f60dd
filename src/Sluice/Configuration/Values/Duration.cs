using System.Buffers;
using System.Globalization;

namespace Sluice.Configuration.Values;

/// <summary>Durations as people write them: <c>500ms</c>, <c>5s</c>, <c>1m30s</c>, <c>1.5h</c>.</summary>
internal static class Duration
{
    /// <summary>Longer than any stream, and well inside what timers can count.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    static readonly (string Unit, long Ticks)[] Units =
    [
        ("h", TimeSpan.TicksPerHour), ("ms", TimeSpan.TicksPerMillisecond), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
    ];

    /// <summary>Reads a duration.</summary>
    /// <returns>Null where it could be read, otherwise what is wrong with it.</returns>
    public static string? Parse(string text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        var rest = text.AsSpan();
        if (rest.StartsWith("-"))
            return "it is negative";
        if (rest.IsEmpty)
            return "it is empty";
        var ticks = 0m;
        var above = long.MaxValue;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits < 0)
                return "it has a number without a unit: write ms, s, m or h behind it";
            if (digits is 0 or > 12)
                return "";
            if (!decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return "";
            rest = rest[digits..];
            if (UnitOf(rest) is not { } unit)
                return "the units are ms, s, m and h";
            if (unit.Ticks >= above)
                return "its units have to go from large to small, each once";
            above = unit.Ticks;
            ticks += number * unit.Ticks;
            rest = rest[unit.Unit.Length..];
        }
        if (ticks > Longest.Ticks)
            return $"it is longer than {Longest.TotalHours}h";
        value = TimeSpan.FromTicks((long)ticks);
        return null;
    }

    /// <summary>The shortest way to write a duration.</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
            return "0s";
        var text = "";
        foreach (var (unit, ticks) in Units.OrderByDescending(u => u.Ticks))
        {
            var count = value.Ticks / ticks;
            value -= TimeSpan.FromTicks(count * ticks);
            if (count > 0)
                text += count.ToString(CultureInfo.InvariantCulture) + unit;
        }
        return text.Length > 0 ? text : "less than 1ms";
    }

    static (string Unit, long Ticks)? UnitOf(ReadOnlySpan<char> text)
    {
        foreach (var unit in Units)
        {
            if (text.StartsWith(unit.Unit, StringComparison.Ordinal))
                return unit;
        }
        return null;
    }
}
