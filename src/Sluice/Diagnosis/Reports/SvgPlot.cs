using System.Globalization;
using System.Net;
using System.Text;

namespace Sluice.Diagnosis.Reports;

/// <summary>Events over time as a drawing: a steady climb where a stream flows, stairs where it is held.</summary>
internal static class SvgPlot
{
    const double Width = 900;
    const double Height = 360;
    const double Left = 50;
    const double Bottom = 30;

    static readonly string[] Colours = ["#8b95a5", "#e5484d", "#0588f0", "#30a46c", "#f76b15", "#8e4ec6"];

    /// <summary>Draws the rows as stairs over one axis.</summary>
    public static string Draw(Timeline timeline)
    {
        var svg = new StringBuilder();
        var most = timeline.Rows.Select(r => r.At.Count).DefaultIfEmpty(1).Max();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height + (24 * timeline.Rows.Count)}\" role=\"img\" aria-label=\"events over time\" font-family=\"system-ui\" font-size=\"13\">\n");
        Axes(svg, timeline.Length, most);
        for (var i = 0; i < timeline.Rows.Count; i++)
        {
            var (row, colour) = (timeline.Rows[i], Colours[i % Colours.Length]);
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"{colour}\" stroke-width=\"{(i == 0 ? 4 : 1.8)}\" stroke-opacity=\"{(i == 0 ? 0.5 : 1)}\" d=\"{Stairs(row, timeline.Length, most)}\"/>\n");
            if (row.HeadAt is { } head)
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(head, timeline.Length):0.#}\" cy=\"{Height - Bottom}\" r=\"4\" fill=\"{colour}\"><title>head</title></circle>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{Height + 6 + (24 * i)}\" width=\"14\" height=\"14\" fill=\"{colour}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + 22}\" y=\"{Height + 18 + (24 * i)}\" fill=\"currentColor\">{WebUtility.HtmlEncode(row.Name)}{(row.HeadAt is null ? "" : " (dot: head)")}</text>\n");
        }

        return svg.Append("</svg>").ToString();
    }

    static void Axes(StringBuilder svg, double length, int most)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<path stroke=\"currentColor\" stroke-opacity=\".4\" fill=\"none\" d=\"M{Left} 8V{Height - Bottom}H{Width - 8}\"/>\n");
        for (var i = 0; i <= 5; i++)
        {
            var at = length * i / 5;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(at, length):0.#}\" y=\"{Height - 8}\" text-anchor=\"middle\" fill=\"currentColor\" fill-opacity=\".7\">{at / 1000:0.0} s</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"16\" text-anchor=\"end\" fill=\"currentColor\" fill-opacity=\".7\">{most}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{Height - Bottom}\" text-anchor=\"end\" fill=\"currentColor\" fill-opacity=\".7\">0</text>\n");
    }

    static string Stairs(TimelineRow row, double length, int most)
    {
        var path = new StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"M{Left} {Height - Bottom}");
        for (var i = 0; i < row.At.Count; i++)
            path.Append(CultureInfo.InvariantCulture, $"H{X(row.At[i], length):0.#}V{Y(i + 1, most):0.#}");
        return path.ToString();
    }

    static double X(double at, double length) => Left + (Math.Max(0, at) / length * (Width - Left - 20));

    static double Y(int events, int most) => Height - Bottom - ((double)events / most * (Height - Bottom - 10));
}
