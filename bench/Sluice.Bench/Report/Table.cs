using System.Globalization;
using System.Text;
using Sluice.Testing.Load;

namespace Sluice.Bench.Report;

/// <summary>The table for people: medians with their spread, and for each target what was measured against it.</summary>
static class Table
{
    const int Title = 53;
    const int Cell = 26;
    const int Ratios = 21;

    public static string Write(Measurements measurements, Machine machine)
    {
        var text = new StringBuilder("\n");
        text.Append(' ', Title);
        foreach (var hop in measurements.Hops)
            text.Append(hop.PadLeft(Cell));
        foreach (var hop in measurements.Hops.Where(IsGateway))
            text.Append($"{hop} : nginx".PadLeft(Ratios));
        text.Append("   must, and what was measured\n");
        foreach (var row in Row.All.Where(row => measurements.Hops.Any(hop => measurements.Values(row.Id, hop).Count > 0)))
            Line(text, row, measurements);
        text.Append(CultureInfo.InvariantCulture, $"""

            Median over {machine.Rounds} rounds (smallest to largest). What is compared with nginx is compared within each round; then the median is taken.
            {machine.Cores} cores ({machine.Processor}), {machine.Kernel}; {machine.Runtime}; nginx {machine.Nginx}, HAProxy {machine.HAProxy}; Sluice {machine.Sluice}.
            Every event of every stream arrived, once, in order. The load generator and the upstream share these cores.{(machine.Quick ? "\nQuick: small sizes, one round; these numbers say that it works, not how fast it is." : "")}

            """);
        return text.ToString();
    }

    static void Line(StringBuilder text, Row row, Measurements measurements)
    {
        text.Append($"{row.Title}{(row.Unit.Length > 0 ? $", {row.Unit}" : "")}".PadRight(Title));
        foreach (var hop in measurements.Hops)
            text.Append(Shown(row, measurements.Of(row.Id, hop)).PadLeft(Cell));
        foreach (var hop in measurements.Hops.Where(IsGateway))
            text.Append(Ratio(measurements.Against(row, Target.TimesNginx(1), hop)).PadLeft(Ratios));
        if (row.Must is { } must)
        {
            text.Append(CultureInfo.InvariantCulture, $"   {must}");
            foreach (var hop in measurements.Hops.Where(IsGateway))
                Verdict(text, row, must, measurements.Against(row, must, hop));
        }

        text.Append('\n');
    }

    static void Verdict(StringBuilder text, Row row, Target must, Spread measured)
    {
        if (measured.Count == 0)
            return;
        var verdict = !must.Met(measured.Median) ? "MISSED" : row.Aim!.Met(measured.Median) ? "met, aim reached" : "met";
        text.Append(must.Kind == TargetKind.NginxPlus
            ? string.Create(CultureInfo.InvariantCulture, $": {measured.Median:+0;-0} ({measured.Min:+0;-0} to {measured.Max:+0;-0}) {verdict}")
            : $": {verdict}");
    }

    static string Ratio(Spread spread) => spread.Count switch
    {
        0 => "",
        1 => spread.Median.ToString("0.00", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{spread.Median:0.00} ({spread.Min:0.00}-{spread.Max:0.00})"),
    };

    /// <summary>Everything that is not one of the others is a build of ours.</summary>
    public static bool IsGateway(string hop) => hop is not ("direct" or "nginx" or "haproxy" or "bare relay");

    /// <summary>A cell.</summary>
    public static string Shown(Row row, Spread spread)
    {
        if (spread.Count == 0)
            return "-";
        var format = row.Digits == 0 ? "#,0" : "0." + new string('0', row.Digits);
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return spread.Count == 1 || spread.Min == spread.Max ? Number(spread.Median) : $"{Number(spread.Median)} ({Number(spread.Min)}-{Number(spread.Max)})";
    }
}
