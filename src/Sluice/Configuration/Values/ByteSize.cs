using System.Buffers;
using System.Globalization;

namespace Sluice.Configuration.Values;

/// <summary>
/// Sizes as people write them: <c>32MiB</c>, <c>64KB</c>, or plain bytes. KB and its like count in thousands, KiB in 1024.
/// </summary>
internal static class ByteSize
{
    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    static readonly Dictionary<string, long> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1, ["B"] = 1,
        ["KB"] = 1_000, ["MB"] = 1_000_000, ["GB"] = 1_000_000_000,
        ["KiB"] = 1L << 10, ["MiB"] = 1L << 20, ["GiB"] = 1L << 30,
    };

    /// <summary>Reads a size.</summary>
    /// <returns>Null where it could be read, otherwise what is wrong with it.</returns>
    public static string? Parse(string text, out long value)
    {
        value = 0;
        if (text.StartsWith('-'))
            return "it is negative";
        var digits = text.AsSpan().IndexOfAnyExcept(Digits);
        var number = digits < 0 ? text : text[..digits];
        var unit = digits < 0 ? "" : text[digits..];
        if (number.Length is 0 or > 18)
            return "";
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            return "";
        if (!Units.TryGetValue(unit, out var factor))
            return "the units are B, KB, MB, GB, KiB, MiB and GiB";
        var bytes = count * factor;
        if (bytes != decimal.Truncate(bytes))
            return "it is not a whole number of bytes";
        if (bytes > long.MaxValue)
            return "it is too large";
        value = (long)bytes;
        return null;
    }
}
