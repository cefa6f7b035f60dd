using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Sluice.Admission;
using Sluice.Relay;

namespace Sluice.Telemetry;

/// <summary>
/// What <c>/metrics</c> shows, in Prometheus' text format: all names of this gateway in one file. Where the OpenTelemetry GenAI conventions
/// have a name it is theirs (dots as underscores, unit appended); the conventions are still in development, so a name may have to follow them.
/// </summary>
public sealed class GatewayMetrics(StreamSlots slots, DrainState drain)
{
    /// <summary>To 300 s: a reasoning model's first token takes minutes, and must not fall off the end.</summary>
    static readonly double[] FirstTokenSeconds =
        [.01, .02, .04, .06, .08, .1, .16, .25, .32, .5, .64, .75, 1, 1.28, 2, 2.56, 4, 5.12, 7.5, 10.24, 15, 20.48, 30, 40.96, 60, 81.92, 120, 300, 600];

    static readonly double[] DurationSeconds =
        [.1, .25, .5, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 1800, 3600, 7200, 14400];

    static readonly double[] GapSeconds =
        [.001, .0025, .005, .0075, .01, .015, .02, .025, .03, .04, .05, .075, .1, .15, .2, .3, .5, .75, 1, 2.5, 5, 10, 30, 60, 120, 300];

    readonly ConcurrentDictionary<ExchangeLabels, long[]> _exchanges = new();
    readonly ConcurrentDictionary<AttemptLabels, long[]> _attempts = new();
    readonly ConcurrentDictionary<TokenLabels, long[]> _tokens = new();
    readonly ConcurrentDictionary<ModeLabels, long[]> _modes = new();
    readonly ConcurrentDictionary<RouteLabels, Histogram> _firstToken = new();
    readonly ConcurrentDictionary<RouteLabels, Histogram> _duration = new();
    readonly ConcurrentDictionary<ProviderLabels, Histogram> _gaps = new();
    long _heartbeats;

    /// <summary>The histogram for gaps between a provider's content events.</summary>
    public Histogram GapsOf(string provider) => _gaps.GetOrAdd(new ProviderLabels(provider), static _ => new Histogram(GapSeconds));

    /// <summary>Counts an attempt by how it ended.</summary>
    public void Attempt(string provider, EndOfStream end) => Add(_attempts, new AttemptLabels(provider, end), 1);

    /// <summary>Counts a finished exchange.</summary>
    internal void Exchange(Exchange exchange)
    {
        var labels = new RouteLabels(exchange.Plan?.Route ?? "", exchange.Candidate?.Endpoint.Name ?? "");
        Add(_exchanges, new ExchangeLabels(labels, exchange.End), 1);
        if (exchange.Heartbeats > 0)
            Interlocked.Add(ref _heartbeats, exchange.Heartbeats);
        if (exchange.Mode is { } mode)
            Add(_modes, new ModeLabels(mode, exchange.ModeReason ?? ""), 1);
        exchange.Timings.Complete();
        if (exchange.Timings.TtftMs is { } ttft && exchange.Streaming)
            _firstToken.GetOrAdd(labels, static _ => new Histogram(FirstTokenSeconds)).Record(ttft / 1000);
        if (exchange.Attempts > 0)
            _duration.GetOrAdd(labels, static _ => new Histogram(DurationSeconds)).Record(exchange.Timings.ElapsedMs / 1000);
        var usage = UsageRecord.Of(exchange.Report);
        if (usage.Input is { } input)
            Add(_tokens, new TokenLabels(labels, "input", "provider"), input);
        if (usage.Output is { } output)
            Add(_tokens, new TokenLabels(labels, "output", usage.Source), output);
    }

    /// <summary>The exposition.</summary>
    public string Expose()
    {
        // Before this page's own text, so that what a reader subtracts is what the exchanges cost.
        var allocated = GC.GetTotalAllocatedBytes();
        var text = new StringBuilder(4096);
        Head(text, "sluice_active_streams", "gauge", "Exchanges open now.");
        text.Append(CultureInfo.InvariantCulture, $"sluice_active_streams {drain.Active}\n");
        Head(text, "sluice_stream_slots", "gauge", "Exchanges that may be open at once.");
        text.Append(CultureInfo.InvariantCulture, $"sluice_stream_slots {slots.Total}\n");
        Head(text, "sluice_ready", "gauge", "1 while readiness is 200.");
        text.Append(CultureInfo.InvariantCulture, $"sluice_ready {(drain.Ready ? 1 : 0)}\n");
        Head(text, "sluice_heartbeats_total", "counter", "Heartbeats sent to clients.");
        text.Append(CultureInfo.InvariantCulture, $"sluice_heartbeats_total {Interlocked.Read(ref _heartbeats)}\n");
        Head(text, "dotnet_gc_heap_total_allocated_bytes_total", "counter", "Bytes allocated by this process since it started.");
        text.Append(CultureInfo.InvariantCulture, $"dotnet_gc_heap_total_allocated_bytes_total {allocated}\n");
        Head(text, "dotnet_gc_pause_time_seconds_total", "counter", "Time that garbage collections have stopped this process.");
        text.Append(CultureInfo.InvariantCulture, $"dotnet_gc_pause_time_seconds_total {GC.GetTotalPauseDuration().TotalSeconds}\n");
        Counters(text, "sluice_exchanges_total", "Exchanges by how they ended.", _exchanges);
        Counters(text, "sluice_exchange_modes_total", "Relayed exchanges by mode, with the reason for leaving passthrough.", _modes);
        Counters(text, "sluice_attempts_total", "Requests sent upstream by how they ended.", _attempts);
        Counters(text, "gen_ai_client_token_usage_total", "Tokens by type, and by who counted them: provider, or the events that passed.", _tokens);
        Histograms(text, "gen_ai_client_operation_time_to_first_chunk_seconds", "Request's first byte to the first event with model content.", _firstToken);
        Histograms(text, "gen_ai_client_operation_time_per_output_chunk_seconds", "Gap between two events with model content.", _gaps);
        Histograms(text, "gen_ai_client_operation_duration_seconds", "Request's first byte to the exchange's end.", _duration);
        return text.ToString();
    }

    static void Add<TLabels>(ConcurrentDictionary<TLabels, long[]> family, TLabels labels, long value)
        where TLabels : notnull => Interlocked.Add(ref family.GetOrAdd(labels, static _ => new long[1])[0], value);

    static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    static void Counters<TLabels>(StringBuilder text, string name, string help, ConcurrentDictionary<TLabels, long[]> family)
        where TLabels : notnull
    {
        Head(text, name, "counter", help);
        foreach (var (labels, value) in Sorted(family))
            text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {Interlocked.Read(ref value[0])}\n");
    }

    static void Histograms<TLabels>(StringBuilder text, string name, string help, ConcurrentDictionary<TLabels, Histogram> family)
        where TLabels : notnull
    {
        Head(text, name, "histogram", help);
        foreach (var (labels, histogram) in Sorted(family))
            histogram.Write(text, name, labels);
    }

    static IEnumerable<(string Labels, TValue Value)> Sorted<TLabels, TValue>(ConcurrentDictionary<TLabels, TValue> family)
        where TLabels : notnull => family.Select(pair => (Labels: pair.Key.ToString()!, pair.Value)).OrderBy(pair => pair.Labels, StringComparer.Ordinal);
}
