using Sluice.Diagnosis.Examination;

namespace Sluice.Diagnosis.Reports;

/// <summary>One row of a picture: when events happened, in milliseconds from the origin's first sight of the request.</summary>
/// <param name="Name">Whose row.</param>
/// <param name="At">One time per event.</param>
/// <param name="HeadAt">When the head came; null for the row of sends.</param>
internal sealed record TimelineRow(string Name, IReadOnlyList<double> At, double? HeadAt);

/// <summary>Sends and arrivals of all hops on one axis.</summary>
internal sealed record Timeline(IReadOnlyList<TimelineRow> Rows, double Length)
{
    const string Levels = " ▁▂▃▄▅▆▇█";

    /// <summary>Puts a report's decisive observations on one axis. The way there and back is taken off, so that a stream that is not held lies under its sends.</summary>
    public static Timeline Of(ProbeReport report)
    {
        var rows = new List<TimelineRow>();
        foreach (var hop in report.Hops)
        {
            var seen = hop.Decisive.Observation;
            if (seen.Events.Count == 0)
                continue;
            var track = Arrivals.ArrivalTrack.Of(seen);
            if (rows.Count == 0 && track is not null)
                rows.Add(new("sent", [.. track.Events.Select(e => e.Sent)], null));
            var offset = track?.Offset ?? 0;
            rows.Add(new(hop.Target.Name, [.. seen.Events.Select(e => e.At.TotalMilliseconds - offset)], seen.HeadAt?.TotalMilliseconds - offset));
        }

        return new(rows, Math.Max(1, rows.SelectMany(r => r.At).DefaultIfEmpty(1).Max()));
    }

    /// <summary>A row as a line of blocks, each as high as the logarithm of the events in it: one event must be seen beside sixty.</summary>
    public string Bars(TimelineRow row, int columns)
    {
        var counts = new int[columns];
        foreach (var at in row.At)
            counts[Math.Clamp((int)(at / Length * columns), 0, columns - 1)]++;
        return string.Concat(counts.Select(c => c == 0 ? '·' : Levels[Math.Clamp(1 + (int)Math.Round(Math.Log2(c)), 1, 8)]));
    }
}
