using Sluice.Bench.Report;

namespace Sluice.Bench;

/// <summary>What <c>bench/compare</c> was asked for.</summary>
sealed record Options
{
    public const string Usage = "usage: Sluice.Bench compare OPTIONS (bench/compare --help lists them) | upstream PORT ADDRESS... | relay PORT UPSTREAM-URL";

    public int Rounds { get; private init; } = 5;

    public bool Quick { get; private init; }

    public IReadOnlyList<string> Only { get; private init; } = [];

    public IReadOnlyList<string> Hops { get; private init; } = ["direct", "nginx", "haproxy", "bare", "sluice"];

    /// <summary>Names and executables of the gateways under test.</summary>
    public IReadOnlyList<(string Name, string Path)> Gateways { get; private init; } = [];

    public string? Json { get; private init; }

    public string? Svg { get; private init; }

    public string? Markdown { get; private init; }

    /// <summary>Reads the arguments.</summary>
    /// <returns>What is wrong with them, or null.</returns>
    public static string? Read(string[] arguments, out Options options)
    {
        var gateways = new List<(string, string)>();
        var read = options = new Options();
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i];
            if (name == "--quick")
            {
                read = read with { Quick = true, Rounds = 1 };
                continue;
            }

            if (i + 1 == arguments.Length)
                return $"found '{name}' at the end, expected an option with its value";
            var value = arguments[++i];
            switch (name)
            {
                case "--rounds" when int.TryParse(value, out var rounds) && rounds > 0:
                    read = read with { Rounds = rounds };
                    break;
                case "--rounds":
                    return $"found --rounds '{value}', expected a number from 1";
                case "--only":
                    read = read with { Only = value.Split(',') };
                    break;
                case "--hops":
                    read = read with { Hops = value.Split(',') };
                    break;
                case "--sluice":
                    gateways.Add(value.Split('=', 2) is [var label, var path] ? (label, Path.GetFullPath(path)) : ("sluice", Path.GetFullPath(value)));
                    break;
                case "--json":
                    read = read with { Json = value };
                    break;
                case "--svg":
                    read = read with { Svg = value };
                    break;
                case "--markdown":
                    read = read with { Markdown = value };
                    break;
                default:
                    return $"found '{name}', which is no option";
            }
        }

        options = read with { Gateways = gateways };
        return Check(options);
    }

    /// <summary>Whether a work is asked for: by its own name, or by one of its rows'.</summary>
    public bool Wants(string work) => Only.Count == 0 || Only.Contains(work) || Row.All.Any(row => row.Work == work && Only.Contains(row.Id));

    static string? Check(Options options)
    {
        string[] hops = ["direct", "nginx", "haproxy", "bare", "sluice"];
        if (options.Hops.FirstOrDefault(hop => !hops.Contains(hop)) is { } unknown)
            return $"found hop '{unknown}', expected some of {string.Join(", ", hops)}";
        var rows = Row.All.Select(row => row.Id).Concat(Row.All.Select(row => row.Work)).Distinct().ToArray();
        if (options.Only.FirstOrDefault(row => !rows.Contains(row)) is { } strange)
            return $"found row '{strange}', expected some of {string.Join(", ", rows)}";
        if (options.Hops.Contains("sluice") && options.Gateways.Count == 0)
            return "no --sluice was given: expected the path of an executable";
        return options.Gateways.FirstOrDefault(g => !File.Exists(g.Path)) is { Path: { } missing } ? $"there is no file {missing}" : null;
    }
}
