using System.Globalization;
using System.Text;

namespace Sluice.Bench.Report;

/// <summary>The table of targets in a document, between two marks: what the document says is what was last measured.</summary>
static class MarkdownTable
{
    const string Begin = "<!-- bench/compare writes from here -->";
    const string End = "<!-- to here -->";

    /// <summary>Replaces what stands between the marks.</summary>
    /// <exception cref="IOException">The document has no marks.</exception>
    public static void WriteInto(string file, Measurements measurements, Machine machine)
    {
        var text = File.ReadAllText(file);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            throw new IOException($"{file} has no place for the table: expected the lines '{Begin}' and '{End}'");
        File.WriteAllText(file, $"{text[..(begin + Begin.Length)]}\n{Write(measurements, machine)}{text[end..]}");
    }

    static string Write(Measurements measurements, Machine machine)
    {
        var text = new StringBuilder("\n| | nginx | HAProxy | bare relay | Sluice | must | aim | |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var row in Row.All.Where(row => row.Must is not null))
        {
            string Cell(string hop) => Table.Shown(row, measurements.Of(row.Id, hop));
            text.Append(CultureInfo.InvariantCulture,
                $"| {row.Title.Trim()}{(row.Unit.Length > 0 ? $", {row.Unit}" : "")} | {Cell("nginx")} | {Cell("haproxy")} | {Cell("bare relay")} | {Cell("sluice")} | {row.Must} | {row.Aim} | {Verdict(measurements, row)} |\n");
        }

        text.Append(CultureInfo.InvariantCulture,
            $"\nMeasured {machine.Date} at {machine.Sluice}, median of {machine.Rounds} rounds (smallest-largest) on {machine.Cores} cores ({machine.Processor}) shared with load and upstream; {machine.Kernel}, {machine.Runtime}, nginx {machine.Nginx}, HAProxy {machine.HAProxy}.\n\n");
        return text.ToString();
    }

    static string Verdict(Measurements measurements, Row row)
    {
        var measured = measurements.Against(row, row.Must!, "sluice");
        if (measured.Count == 0)
            return "not measured";
        var number = row.Must!.Kind switch
        {
            TargetKind.TimesNginx => string.Create(CultureInfo.InvariantCulture, $"{measured.Median:0.00} x: "),
            TargetKind.NginxPlus => string.Create(CultureInfo.InvariantCulture, $"{measured.Median:+0;-0}: "),
            _ => "",
        };
        return number + (!row.Must!.Met(measured.Median) ? "**missed**" : row.Aim!.Met(measured.Median) ? "met, aim reached" : "met");
    }
}
