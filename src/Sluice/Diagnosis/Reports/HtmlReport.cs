using System.Globalization;
using System.Net;
using System.Text;
using Sluice.Diagnosis.Examination;

namespace Sluice.Diagnosis.Reports;

/// <summary>The report as one HTML page without a single outside reference, to be attached to a ticket.</summary>
public static class HtmlReport
{
    const string Style =
        """
        :root{color-scheme:light dark;--fg:#1d2430;--bg:#fff;--dim:#66707f;--line:#d8dde5;--ok:#18794e;--bad:#c62a2f;--warn:#ad5700}
        @media(prefers-color-scheme:dark){:root{--fg:#e6e9ee;--bg:#14171c;--dim:#98a2b3;--line:#343b47;--ok:#4cc38a;--bad:#ff6369;--warn:#f1a10d}}
        body{font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:60rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}.ok{color:var(--ok)}.bad{color:var(--bad)}.warn{color:var(--warn)}.dim{color:var(--dim)}
        table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
        pre{background:color-mix(in srgb,var(--fg) 8%,var(--bg));padding:.7rem;overflow-x:auto}svg{width:100%;height:auto}
        """;

    /// <summary>Writes the report.</summary>
    public static string Write(ProbeReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var html = new StringBuilder();
        var outer = report.Outermost;
        html.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
            .Append("<title>").Append(Text($"{Words.Stamp(outer.Pattern)}: {Addresses.Shown(outer.Target.Url)}")).Append("</title><style>").Append(Style).Append("</style></head><body>\n")
            .Append("<h1 class=\"").Append(Tone(outer)).Append("\">").Append(Text(Words.Stamp(outer.Pattern))).Append("</h1>\n<p>").Append(Text(Words.Sentence(outer))).Append("</p>\n")
            .Append("<p class=\"dim\">").Append(Text($"{Addresses.Shown(outer.Target.Url)}, {report.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, took {Words.Time(report.Took)}, confidence {Percent(outer.Pattern.Confidence)}")).Append("</p>\n");
        foreach (var blame in report.Blames)
            Blame(html, report, blame);
        html.Append("<h2>Sent against received</h2>\n").Append(SvgPlot.Draw(Timeline.Of(report))).Append('\n');
        Hops(html, report);
        if (report.Timeouts is { } timeouts)
            Timeouts(html, timeouts);
        return html.Append("</body></html>\n").ToString();
    }

    static void Blame(StringBuilder html, ProbeReport report, Blame blame)
    {
        html.Append("<h2>").Append(Text(report.Hops.Count > 1 ? $"Change at {blame.Name}" : "What to change")).Append("</h2>\n");
        if (blame.Causes is [])
        {
            html.Append("<p>No known product holds a stream like this. Probe the hops one by one with --hop.</p>\n");
            return;
        }

        var first = true;
        foreach (var (cause, likelihood, because) in blame.Causes.Take(4))
        {
            html.Append("<p><strong>").Append(Text(cause.Product)).Append("</strong> <span class=\"dim\">").Append(Text($"{Percent(likelihood)}: {because}; known by {cause.Basis.ToString().ToLowerInvariant()} facts ({cause.Evidence})"))
                .Append("</span><br>").Append(Text($"{char.ToUpperInvariant(cause.Mechanism[0])}{cause.Mechanism[1..]}.")).Append("</p>\n<pre>").Append(Text(cause.Directive)).Append("</pre>\n<p class=\"dim\"><a href=\"")
                .Append(Text(cause.Page)).Append("\">").Append(Text(cause.Page)).Append("</a><br>To tell it apart: ").Append(Text(cause.Apart)).Append(".</p>\n");
            if (first && blame.Causes.Count > 1)
                html.Append("<h3>Less likely</h3>\n");
            first = false;
        }
    }

    static void Hops(StringBuilder html, ProbeReport report)
    {
        html.Append("<h2>Requests</h2>\n<table><tr><th>Hop</th><th>Request</th><th>Verdict</th><th>Head after</th><th>Median held</th><th>Longest held</th></tr>\n");
        foreach (var hop in report.Hops)
        {
            foreach (var trial in hop.Trials)
            {
                html.Append("<tr>");
                foreach (var cell in new[]
                {
                    hop.Target.Name, trial.Variation.Name, Words.Code(trial.Pattern.Kind) + (trial.Pattern.Bytes is { } bytes ? $", {bytes} bytes" : ""),
                    trial.Observation.HeadAt is { } head ? Words.Time(head) : "", Words.Time(trial.Pattern.MedianHeld), Words.Time(trial.Pattern.LongestHeld),
                })
                    html.Append("<td>").Append(Text(cell)).Append("</td>");
                html.Append("</tr>\n");
            }
        }

        html.Append("</table>\n");
        foreach (var note in report.Hops.SelectMany(h => h.Notes).Concat(Advice.Cuts(report.Outermost)))
            html.Append("<p>").Append(Text(note)).Append("</p>\n");
    }

    static void Timeouts(StringBuilder html, TimeoutFindings found)
    {
        html.Append("<h2>Limits of the path</h2>\n<ul>\n");
        foreach (var line in Advice.Limits(found))
            html.Append("<li>").Append(Text(line)).Append("</li>\n");
        html.Append("</ul>\n");
    }

    static string Tone(HopExamination hop) => hop.Pattern switch
    {
        { IsHeld: true } or { Kind: Arrivals.PatternKind.Cut or Arrivals.PatternKind.TruncatedLooksComplete or Arrivals.PatternKind.Failed } => "bad",
        { Kind: Arrivals.PatternKind.HeadHeld } => "warn",
        _ => "ok",
    };

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    static string Text(string text) => WebUtility.HtmlEncode(text);
}
