namespace Sluice.Testing.Load;

/// <summary>The middle of some values, and how far they reach.</summary>
internal readonly record struct Spread(double Median, double Min, double Max, int Count)
{
    /// <summary>Summarises values; NaN where there is none.</summary>
    public static Spread Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return new(double.NaN, double.NaN, double.NaN, 0);
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return new(sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[0], sorted[^1], sorted.Length);
    }
}
