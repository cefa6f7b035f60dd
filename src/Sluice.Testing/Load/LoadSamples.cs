namespace Sluice.Testing.Load;

/// <summary>Durations in microseconds, all of them kept: a percentile is a measured value, not a bucket's edge.</summary>
internal sealed class LoadSamples
{
    double[] _values;

    LoadSamples(double[] sorted) => _values = sorted;

    /// <summary>None.</summary>
    public static LoadSamples None { get; } = new([]);

    /// <summary>Takes what several connections saw, in ticks.</summary>
    public static LoadSamples Of(IEnumerable<IReadOnlyList<long>> parts, TimeProvider time)
    {
        var microseconds = 1e6 / time.TimestampFrequency;
        var values = parts.SelectMany(part => part).Select(ticks => ticks * microseconds).ToArray();
        Array.Sort(values);
        return new(values);
    }

    /// <summary>Takes what several connections saw, in ticks, without the first few of each.</summary>
    public static LoadSamples Behind(IEnumerable<IReadOnlyList<long>> parts, int skipped, TimeProvider time) =>
        Of(parts.Select(part => (IReadOnlyList<long>)[.. part.Skip(skipped)]), time);

    /// <summary>Number of samples.</summary>
    public int Count => _values.Length;

    /// <summary>Largest of all, in microseconds; NaN where there is none.</summary>
    public double Max => _values.Length == 0 ? double.NaN : _values[^1];

    /// <summary>The value that a share of the samples does not exceed, in microseconds; NaN where there is none.</summary>
    public double Percentile(double share) =>
        _values.Length == 0 ? double.NaN : _values[Math.Clamp((int)Math.Ceiling(_values.Length * share) - 1, 0, _values.Length - 1)];
}
