using System.Globalization;
using System.Text;
using Sluice.Diagnosis.Examination;
using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Reports;

/// <summary>The report in Prometheus' text format, for a textfile collector or a push gateway.</summary>
public static class PrometheusReport
{
    /// <summary>Writes the report.</summary>
    public static string Write(ProbeReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        var hops = report.Hops;
        Family(text, "sluice_probe_held", "Whether the stream is held back up to this hop: 1 or 0.", hops.Select(h => (Hop(h), Flag(h.Pattern.IsHeld))));
        Family(text, "sluice_probe_verdict", "The verdict on this hop; always 1.", hops.Select(h => ($"{Hop(h)},verdict=\"{Words.Code(h.Pattern.Kind)}\",only_when=\"{Words.Code(h.OnlyWhen)}\"", 1.0)));
        Family(text, "sluice_probe_confidence", "Confidence of the verdict, from 0 to 1.", hops.Select(h => (Hop(h), Math.Round(h.Pattern.Confidence, 2))));
        Family(text, "sluice_probe_time_to_head_seconds", "From the request to the response head.", Timed(hops, h => h.TimeToHead));
        Family(text, "sluice_probe_added_first_event_seconds", "From sending the first event to its arrival.", Timed(hops, h => h.AddedToFirst));
        Family(text, "sluice_probe_held_seconds", "How long events were held: half of them, and the longest.", hops.SelectMany(h => new[]
        {
            ($"{Hop(h)},quantile=\"0.5\"", Seconds(h.Pattern.MedianHeld)),
            ($"{Hop(h)},quantile=\"1\"", Seconds(h.Pattern.LongestHeld)),
        }));
        Family(text, "sluice_probe_burst_bytes", "Bytes of a burst, where bursts have a size.", hops.Where(h => h.Pattern.Bytes is not null).Select(h => (Hop(h), (double)h.Pattern.Bytes!)));
        Family(text, "sluice_probe_burst_period_seconds", "Interval of bursts, where they have one.", Timed(hops, h => h.Pattern.Period));
        Family(text, "sluice_probe_blamed", "A hop that holds the stream, with the likeliest cause; always 1.", report.Blames.Select(b =>
            ($"hop=\"{Escape(b.Name)}\",product=\"{Escape(b.Causes is [var c, ..] ? c.Fingerprint.Product : "")}\",cause=\"{Escape(b.Causes is [var d, ..] ? d.Fingerprint.Id : "")}\"", 1.0)));
        Family(text, "sluice_probe_truncation_hidden", "Whether an answer whose source broke off looks complete: 1 or 0.", hops.SelectMany(h => h.Cuts.Select(c =>
            ($"{Hop(h)},http=\"{(c.Version == ProbeVersion.Http2 ? "2" : "1.1")}\",source=\"{(c.Reset ? "reset" : "closed")}\"", Flag(c.LooksComplete)))));
        if (report.Timeouts is { } limits)
            Family(text, "sluice_probe_limit_seconds", "A limit of the path; missing where none was found.", limits.Limits.Where(l => l.After is not null).Select(l => ($"kind=\"{JsonReport.LimitCode(l.Kind)}\"", Seconds(l.After!.Value))));
        Family(text, "sluice_probe_duration_seconds", "How long the probe took.", [("", Seconds(report.Took))]);
        Family(text, "sluice_probe_timestamp_seconds", "When the probe began.", [("", Math.Round(report.At.ToUnixTimeMilliseconds() / 1000.0, 3))]);
        return text.ToString();
    }

    static IEnumerable<(string, double)> Timed(IEnumerable<HopExamination> hops, Func<HopExamination, TimeSpan?> of) =>
        hops.Where(h => of(h) is not null).Select(h => (Hop(h), Seconds(of(h)!.Value)));

    static void Family(StringBuilder text, string name, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        var lines = samples.ToArray();
        if (lines.Length == 0)
            return;
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        text.Append("# TYPE ").Append(name).Append(" gauge\n");
        foreach (var (labels, value) in lines)
            text.Append(name).Append(labels.Length > 0 ? $"{{{labels}}}" : "").Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    static string Hop(HopExamination hop) => $"hop=\"{Escape(hop.Target.Name)}\",target=\"{Escape(Addresses.Shown(hop.Target.Url))}\"";

    static double Flag(bool set) => set ? 1 : 0;

    static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 6);

    static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
