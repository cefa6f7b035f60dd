namespace Sluice.Diagnosis.Arrivals;

/// <summary>The little statistics that the patterns need. Medians and quantiles throughout: one descheduled moment must not sway a verdict.</summary>
internal static class Numbers
{
    /// <summary>The quantile of values in any order; 0 of none.</summary>
    public static double Quantile(IEnumerable<double> values, double quantile)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, Math.Floor(sorted.Length * quantile))];
    }

    /// <summary>The median; 0 of none.</summary>
    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <summary>How far values lie apart, as a share of their median: 0 is constant. The outermost are left out where there are enough to spare.</summary>
    public static double Spread(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length < 2)
            return double.PositiveInfinity;
        var spare = sorted.Length / 8;
        return (sorted[^(1 + spare)] - sorted[spare]) / Math.Max(1e-9, Median(sorted));
    }
}
