using System.Globalization;
using System.Net;
using System.Text;

namespace Sluice.Bench.Report;

/// <summary>The chart that README shows: one small bar chart per row, medians as bars, the spread as a line. Colours follow the reader's theme.</summary>
static class Chart
{
    const int Columns = 3;
    const int Width = 300;
    const int Bar = 18;
    const int Left = 76;

    public static string Write(Measurements measurements, Machine machine)
    {
        string[] hops = [.. measurements.Hops.Where(hop => hop != "direct")];
        Row[] rows = [.. Row.All.Where(row => row.Charted && hops.Any(hop => measurements.Values(row.Id, hop).Count > 0))];
        var height = 44 + (hops.Length * Bar);
        var total = (((rows.Length + Columns - 1) / Columns) * height) + 34;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{Columns * Width}} {{total}}" font-family="system-ui, sans-serif" font-size="11" role="img" aria-label="Sluice beside nginx, HAProxy and a bare relay">
            <style>
              text { fill: #24292f } .title { font-weight: 600 } .muted { fill: #6e7781 } .bar { fill: #afb8c1 } .ours { fill: #0969da } .spread { stroke: #57606a; stroke-width: 1.5 }
              @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .muted { fill: #8d96a0 } .bar { fill: #484f58 } .ours { fill: #4493f8 } .spread { stroke: #b1bac4 } }
            </style>

            """);
        for (var i = 0; i < rows.Length; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({i % Columns * Width} {i / Columns * height})\">\n");
            Panel(svg, rows[i], hops, measurements);
            svg.Append("</g>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"muted\" x=\"8\" y=\"{total - 10}\">{Text($"Medians of {machine.Rounds} rounds in one run, with smallest and largest; {machine.Cores} cores shared with load and upstream; {machine.Kernel}, {machine.Runtime}, nginx {machine.Nginx}, HAProxy {machine.HAProxy}")}</text>\n</svg>\n");
        return svg.ToString();
    }

    static void Panel(StringBuilder svg, Row row, string[] hops, Measurements measurements)
    {
        var more = row.Must is { AtLeast: true };
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"8\" y=\"18\">{Text(row.Title)}</text>\n<text class=\"muted\" x=\"8\" y=\"32\">{Text($"{row.Unit.TrimStart('/')}{(row.Unit == "/s" ? "treams/s" : "")}, {(more ? "more" : "less")} is better")}</text>\n");
        var largest = hops.Select(hop => measurements.Of(row.Id, hop).Max).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        var scale = (Width - Left - 84) / Math.Max(largest, 1e-9);
        for (var i = 0; i < hops.Length; i++)
        {
            var spread = measurements.Of(row.Id, hops[i]);
            var y = 38 + (i * Bar);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"{y + 12}\">{Text(hops[i])}</text>");
            if (spread.Count == 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"muted\" x=\"{Left}\" y=\"{y + 12}\">{(row.Work == "cancel" ? "not within a second" : "does not apply")}</text>\n");
                continue;
            }

            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{(Table.IsGateway(hops[i]) ? "ours" : "bar")}\" x=\"{Left}\" y=\"{y + 2}\" width=\"{Math.Max(1, spread.Median * scale):0.#}\" height=\"{Bar - 6}\" rx=\"2\"/>");
            if (spread.Count > 1)
                svg.Append(CultureInfo.InvariantCulture, $"<line class=\"spread\" x1=\"{Left + (spread.Min * scale):0.#}\" x2=\"{Left + (spread.Max * scale):0.#}\" y1=\"{y + 8}\" y2=\"{y + 8}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + (spread.Max * scale) + 5:0.#}\" y=\"{y + 12}\">{Text(Table.Shown(row, new(spread.Median, spread.Median, spread.Median, 1)))}</text>\n");
        }
    }

    static string Text(string text) => WebUtility.HtmlEncode(text);
}
