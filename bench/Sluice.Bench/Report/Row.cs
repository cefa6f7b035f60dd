namespace Sluice.Bench.Report;

/// <summary>One line of the table.</summary>
/// <param name="Id">Its name for <c>--only</c> and in JSON.</param>
/// <param name="Work">The work that measures it.</param>
/// <param name="Title">What it says.</param>
/// <param name="Unit">Unit of its values.</param>
/// <param name="Must">What Sluice has to reach; null where the row only informs.</param>
/// <param name="Aim">What it should reach.</param>
sealed record Row(string Id, string Work, string Title, string Unit, Target? Must = null, Target? Aim = null)
{
    /// <summary>Decimals worth showing.</summary>
    public int Digits { get; init; }

    /// <summary>Whether the chart shows it.</summary>
    public bool Charted { get; init; }

    /// <summary>All rows, in the order of the table.</summary>
    public static readonly IReadOnlyList<Row> All =
    [
        new("streams", "saturation", "streams/s, 33 events at once, 50 clients", "/s", Target.TimesNginx(1.0, atLeast: true), Target.TimesNginx(1.3, atLeast: true)) { Charted = true },
        new("saturation-hop-cpu", "saturation", "  CPU of the hop", "% of a core"),
        new("saturation-load-cpu", "saturation", "  CPU of the load generator", "% of a core"),
        new("saturation-upstream-cpu", "saturation", "  CPU of the upstream", "% of a core"),
        new("saturation-others-cpu", "saturation", "  CPU of other programs", "% of a core"),
        new("streams-writes", "writes", "streams/s, 33 writes of one event, 50 clients", "/s"),
        new("writes-upstream-cpu", "writes", "  CPU of the upstream", "% of a core"),
        new("cpu", "paced", "CPU per chunk, 200 streams x 50 events/s", "µs", Target.TimesNginx(1.7), Target.TimesNginx(1.2)) { Digits = 1, Charted = true },
        new("paced-hop-cpu", "paced", "  CPU of the hop", "% of a core"),
        new("paced-load-cpu", "paced", "  CPU of the load generator", "% of a core"),
        new("paced-upstream-cpu", "paced", "  CPU of the upstream", "% of a core"),
        new("paced-others-cpu", "paced", "  CPU of other programs", "% of a core"),
        new("ttfb-p50", "unloaded", "added time to first byte, unloaded, p50", "µs", Target.NginxPlus(30), Target.NginxPlus(0)) { Charted = true },
        new("ttfb-p99", "unloaded", "added time to first byte, unloaded, p99", "µs", Target.TimesNginx(2), Target.TimesNginx(1)),
        new("first-p50", "unloaded", "  time to first byte, direct included, p50", "µs"),
        new("age-p50", "paced", "age of chunks, 200 x 50/s, p50", "µs"),
        new("age-p99", "paced", "age of chunks, 200 x 50/s, p99", "µs", Target.TimesNginx(1.5), Target.TimesNginx(1)) { Charted = true },
        new("age-p99.9", "paced", "age of chunks, 200 x 50/s, p99.9", "µs"),
        new("memory", "open", "resident memory per open idle stream", "KB", Target.AtMost(20), Target.AtMost(13)) { Digits = 1, Charted = true },
        new("idle", "start", "idle process", "MB", Target.AtMost(70), Target.AtMost(45)) { Digits = 1, Charted = true },
        new("open-age-p99", "open", "age, all open streams at 1 event/s each, p99", "µs", Target.TimesNginx(2), Target.TimesNginx(1)) { Charted = true },
        new("open-lost", "open", "  events lost among them", "", Target.AtMost(0), Target.AtMost(0)),
        new("open-streams", "open", "  streams open at once", ""),
        new("open-resident", "open", "  resident with all of them open", "MB"),
        new("allocated", "paced", "allocated per relayed chunk, whole process", "bytes", Target.AtMost(1), Target.AtMost(0)) { Digits = 1 },
        new("features", "paced", "all features: CPU per chunk against the bare relay", "x", Target.AtMost(1.10), Target.AtMost(1.05)) { Digits = 2 },
        new("cancel-p50", "cancel", "client reset to upstream reset, p50", "ms") { Digits = 2 },
        new("cancel-p99", "cancel", "client reset to upstream reset, p99", "ms", Target.AtMost(5), Target.AtMost(1)) { Digits = 2, Charted = true },
        new("cancel-missed", "cancel", "  resets not passed on within a second", ""),
        new("start", "start", "process start to ready", "ms", Target.AtMost(300), Target.AtMost(150)) { Charted = true },
        new("processes", "start", "  processes of the hop", ""),
    ];

    /// <summary>The row of that name.</summary>
    public static Row Of(string id) => All.Single(row => row.Id == id);
}
