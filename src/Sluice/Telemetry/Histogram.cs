using System.Globalization;
using System.Text;

namespace Sluice.Telemetry;

/// <summary>A histogram with fixed boundaries: recording is a search and two additions, no lock and no allocation.</summary>
public sealed class Histogram(double[] boundaries)
{
    readonly long[] _counts = new long[boundaries.Length + 1];
    long _sumMicros;

    /// <summary>Records a value, in the unit of the boundaries.</summary>
    /// <param name="value">The value.</param>
    /// <param name="times">How often it occurred.</param>
    public void Record(double value, int times = 1)
    {
        var index = Array.BinarySearch(boundaries, value);
        Interlocked.Add(ref _counts[index < 0 ? ~index : index], times);
        if (value != 0)
            Interlocked.Add(ref _sumMicros, (long)(value * 1e6) * times);
    }

    /// <summary>Recorded values.</summary>
    public long Count => _counts.Sum();

    /// <summary>Values above the last boundary: none, if the boundaries were chosen well.</summary>
    public long Overflow => Volatile.Read(ref _counts[^1]);

    /// <summary>Writes the Prometheus text form.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="name">The metric's name.</param>
    /// <param name="labels">Labels without braces, or nothing.</param>
    public void Write(StringBuilder text, string name, string labels)
    {
        var comma = labels.Length == 0 ? "" : ",";
        var total = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            total += Volatile.Read(ref _counts[i]);
            var le = i < boundaries.Length ? boundaries[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{comma}le=\"{le}\"}} {total}\n");
        }

        var braces = labels.Length == 0 ? "" : "{" + labels + "}";
        text.Append(CultureInfo.InvariantCulture, $"{name}_sum{braces} {Interlocked.Read(ref _sumMicros) / 1e6}\n{name}_count{braces} {total}\n");
    }
}
