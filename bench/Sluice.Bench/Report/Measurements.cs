using Sluice.Testing.Load;

namespace Sluice.Bench.Report;

/// <summary>All values: by row, hop and round.</summary>
sealed class Measurements(IEnumerable<string> hops)
{
    readonly Dictionary<(string Row, string Hop), SortedDictionary<int, double>> _values = [];
    readonly string[] _hops = [.. hops];

    /// <summary>The round that values belong to.</summary>
    public int Round { get; set; }

    /// <summary>Names of the hops, in the order of the table.</summary>
    public IReadOnlyList<string> Hops => _hops;

    /// <summary>Notes a value; one that is not a number is none.</summary>
    public void Add(string row, string hop, double value)
    {
        if (double.IsNaN(value))
            return;
        if (!_values.TryGetValue((Row.Of(row).Id, hop), out var rounds))
            _values[(row, hop)] = rounds = [];
        rounds[Round] = value;
    }

    /// <summary>Values of a row, in the order of rounds.</summary>
    public IReadOnlyList<double> Values(string row, string hop) => _values.TryGetValue((row, hop), out var rounds) ? [.. rounds.Values] : [];

    /// <summary>The value of one round; NaN where there is none.</summary>
    public double Value(string row, string hop, int round) => _values.TryGetValue((row, hop), out var rounds) && rounds.TryGetValue(round, out var value) ? value : double.NaN;

    /// <summary>Summary of a row for a hop.</summary>
    public Spread Of(string row, string hop) => Spread.Of(Values(row, hop));

    /// <summary>A target's number in each round that has both sides, paired: noise of the machine that both suffered cancels out.</summary>
    public Spread Against(Row row, Target target, string hop) => Spread.Of(
        [.. _values.GetValueOrDefault((row.Id, hop), []).Select(r => target.Measured(r.Value, target.Relative ? Value(row.Id, "nginx", r.Key) : 0)).Where(double.IsFinite)]);
}
