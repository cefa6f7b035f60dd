using Sluice.Testing.Load;

namespace Sluice.Cli;

/// <summary>One line of the report.</summary>
/// <param name="Id">Its name in JSON.</param>
/// <param name="Title">What it says.</param>
/// <param name="Unit"><c>us</c> for durations, which are shown in a unit that suits them; otherwise what is counted.</param>
sealed record BenchRow(string Id, string Title, string Unit)
{
    /// <summary>Values of the direct path, a round each.</summary>
    public List<double> Direct { get; } = [];

    /// <summary>Values of the gateway, a round each.</summary>
    public List<double> Gateway { get; } = [];

    /// <summary>What the gateway adds, round by round: a difference of durations, otherwise a factor.</summary>
    public Spread Added => Spread.Of([.. Gateway.Zip(Direct, (gateway, direct) => Unit == "us" ? gateway - direct : gateway / direct).Where(double.IsFinite)]);
}

/// <summary>The lines of the report, in their order.</summary>
sealed class BenchRows
{
    public const string FirstByte50 = "first_byte_p50", FirstByte99 = "first_byte_p99", FirstEvent50 = "first_event_p50";
    public const string Age50 = "age_p50", Age99 = "age_p99", AgeMax = "age_max";
    public const string Gap50 = "gap_p50", Gap99 = "gap_p99", GapMax = "gap_max";
    public const string Streams = "streams_per_second", LoadedFirstByte50 = "loaded_first_byte_p50", LoadedFirstByte99 = "loaded_first_byte_p99";
    public const string Cancel50 = "cancel_p50", Cancel99 = "cancel_p99", Missed = "cancel_missed";

    readonly BenchRow[] _rows =
    [
        new(FirstByte50, "first byte, one stream at a time, p50", "us"),
        new(FirstByte99, "first byte, one stream at a time, p99", "us"),
        new(FirstEvent50, "first event, one stream at a time, p50", "us"),
        new(Age50, "age of events, p50", "us"),
        new(Age99, "age of events, p99", "us"),
        new(AgeMax, "age of events, largest", "us"),
        new(Gap50, "gap between events, p50", "us"),
        new(Gap99, "gap between events, p99", "us"),
        new(GapMax, "gap between events, largest", "us"),
        new(Streams, "streams per second", "/s"),
        new(LoadedFirstByte50, "first byte under that load, p50", "us"),
        new(LoadedFirstByte99, "first byte under that load, p99", "us"),
        new(Cancel50, "client reset to upstream reset, p50", "us"),
        new(Cancel99, "client reset to upstream reset, p99", "us"),
        new(Missed, "resets not passed on within a second", "count"),
    ];

    /// <summary>Those that were measured.</summary>
    public IReadOnlyList<BenchRow> All => [.. _rows.Where(row => row.Direct.Count + row.Gateway.Count > 0)];

    /// <summary>Notes a value; one that is not a number is none.</summary>
    public void Add(string id, string path, double value)
    {
        if (double.IsNaN(value))
            return;
        var row = _rows.Single(r => r.Id == id);
        (path == "direct" ? row.Direct : row.Gateway).Add(value);
    }
}
