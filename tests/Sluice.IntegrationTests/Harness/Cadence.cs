using System.Globalization;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Harness;

/// <summary>
/// How late the events of a stream came, each against the moment in which it was sent (its data carries that stamp), and how many came at once.
/// Everything runs in one process, so the stamps have one clock; what is judged is always the difference to a direct connection in the same run.
/// </summary>
sealed class Cadence
{
    readonly double[] _delays;
    readonly double[] _gaps;

    /// <summary>Reads the stamped events of a recording.</summary>
    public Cadence(IReadOnlyList<ReceivedEvent> events)
    {
        var stamped = events.Where(e => e.Data!.Contains(Mark, StringComparison.Ordinal)).ToArray();
        Count = stamped.Length;
        _delays = [.. stamped.Select(e => (e.At - Sent(e)).TotalMilliseconds).Order()];
        _gaps = [.. stamped.Zip(stamped.Skip(1), (a, b) => (b.At - a.At).TotalMilliseconds).Order()];
        // Events of one read have one stamp.
        MostAtOnce = stamped.GroupBy(e => e.At).Max(group => group.Count());
    }

    const string Mark = "sent@";

    public int Count { get; }

    /// <summary>Most events that one read brought.</summary>
    public int MostAtOnce { get; }

    /// <summary>Delay of the event at a quantile, in milliseconds.</summary>
    public double Delay(double quantile) => _delays[(int)(quantile * (_delays.Length - 1))];

    /// <summary>Median time between two events, in milliseconds.</summary>
    public double MedianGap => _gaps[_gaps.Length / 2];

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Count} events, delay {Delay(.5):0.0} / {Delay(.99):0.0} ms (median / p99), median gap {MedianGap:0.0} ms, at most {MostAtOnce} at once");

    /// <summary>Text content with the stamp in it.</summary>
    public static string Event(string dialect, int number, TimeSpan at) => Wire.Content(dialect, Stamp(at), number);

    /// <summary>A piece of a tool call's arguments with the stamp in it.</summary>
    public static string ToolEvent(string dialect, int number, TimeSpan at) => dialect switch
    {
        "openai-chat" => Wire.Chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"" + Stamp(at) + "\"}}]}"),
        "openai-responses" => Wire.Named("response.function_call_arguments.delta", $$"""{"type":"response.function_call_arguments.delta","sequence_number":{{number}},"item_id":"f1","output_index":0,"delta":"{{Stamp(at)}}"}"""),
        _ => Wire.Named("content_block_delta", "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"" + Stamp(at) + "\"}}"),
    };

    static string Stamp(TimeSpan at) => string.Create(CultureInfo.InvariantCulture, $"{Mark}{at.Ticks}@");

    static TimeSpan Sent(ReceivedEvent e)
    {
        var from = e.Data!.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        return TimeSpan.FromTicks(long.Parse(e.Data.AsSpan(from, e.Data.IndexOf('@', from) - from), CultureInfo.InvariantCulture));
    }
}
