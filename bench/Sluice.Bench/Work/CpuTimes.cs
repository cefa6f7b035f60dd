using System.Globalization;
using Sluice.Bench.Report;

namespace Sluice.Bench.Work;

/// <summary>Where CPU time went: seconds so far, or percent of a core between two looks.</summary>
/// <param name="Hop">The hop with its children.</param>
/// <param name="Load">The load generator.</param>
/// <param name="Upstream">The upstream.</param>
/// <param name="All">Everything on this machine, without what the kernel does in interrupts.</param>
readonly record struct CpuTimes(double Hop, double Load, double Upstream, double All)
{
    static readonly int[] Counted = [1, 2, 3, 8];

    /// <summary>Everything else on this machine: a measurement that it disturbed is none.</summary>
    public double Others => Math.Max(0, All - Hop - Load - Upstream);

    /// <summary>CPU seconds of the whole machine so far: user, nice, system, and what a hypervisor took.</summary>
    public static double Machine()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Counted.Sum(i => long.Parse(fields[i], CultureInfo.InvariantCulture)) / 100.0;
    }

    /// <summary>Percent of a core since an earlier look.</summary>
    public CpuTimes Since(CpuTimes earlier, double seconds)
    {
        double Share(double now, double then) => (now - then) * 100 / seconds;
        return new(Share(Hop, earlier.Hop), Share(Load, earlier.Load), Share(Upstream, earlier.Upstream), Share(All, earlier.All));
    }

    /// <summary>Adds the shares to the rows of a work.</summary>
    public void AddTo(Measurements measurements, string prefix, string hop)
    {
        measurements.Add($"{prefix}-hop-cpu", hop, Hop);
        measurements.Add($"{prefix}-load-cpu", hop, Load);
        measurements.Add($"{prefix}-upstream-cpu", hop, Upstream);
        measurements.Add($"{prefix}-others-cpu", hop, Others);
    }
}
