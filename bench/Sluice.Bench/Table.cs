using System.Globalization;

namespace Sluice.Bench;

/// <summary>Medians over rounds, with their spread, and the ratio to nginx in the same run.</summary>
sealed class Table(IEnumerable<string> hops)
{
    readonly string[] _hops = [.. hops];
    readonly Dictionary<(string Row, string Hop), List<double>> _values = [];
    readonly List<string> _rows = [];
    int _broken;

    public void Add(string row, string hop, double value, int broken)
    {
        if (!_rows.Contains(row))
            _rows.Add(row);
        if (!_values.TryGetValue((row, hop), out var list))
            _values[(row, hop)] = list = [];
        list.Add(value);
        _broken += broken;
    }

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"{"",-44}{string.Concat(_hops.Select(hop => $"{hop,18}"))}{"sluice : nginx",18}");
        foreach (var row in _rows)
        {
            Console.Write($"{row,-44}");
            foreach (var hop in _hops)
                Console.Write($"{Cell(row, hop),18}");
            Console.WriteLine($"{(Median(row, "sluice") / Median(row, "nginx")).ToString("0.00", CultureInfo.InvariantCulture),18}");
        }

        Console.WriteLine($"\nmedian (smallest to largest of the rounds); streams with a missing, doubled or disordered event: {_broken}");
    }

    string Cell(string row, string hop)
    {
        var values = _values[(row, hop)];
        return string.Create(CultureInfo.InvariantCulture, $"{Median(row, hop):0.#} ({values.Min():0}-{values.Max():0})");
    }

    double Median(string row, string hop)
    {
        var sorted = _values[(row, hop)].Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
