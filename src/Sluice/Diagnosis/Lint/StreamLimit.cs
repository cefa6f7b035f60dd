using System.Globalization;

namespace Sluice.Diagnosis.Lint;

/// <summary>How many streams a connection should carry at least: one policy for all products.</summary>
internal static class StreamLimit
{
    /// <summary>What RFC 9113 (5.1.2) recommends as the least, and most servers have as their default.</summary>
    public const int Least = 100;

    /// <summary>What a limit does to streams; null where it is high enough, or no number.</summary>
    public static string? Complaint(string setting, string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit < Least
            ? $"{setting} is {limit}: stream number {limit + 1} on a connection waits until another has ended." : null;
}
