using System.Buffers;
using System.Text.Json;
using Sluice.Relay;

namespace Sluice.Telemetry;

/// <summary>
/// Writes the one line per exchange, on every ending. No prompt, no answer, no secret goes into it; nor does the text of an error, since
/// upstreams quote prompts in theirs: the code is what the log keeps.
/// </summary>
static class ExchangeLog
{
    const int LongestModel = 256;

    /// <summary>Writes the fields of the line as one JSON object.</summary>
    public static void Write(Exchange exchange, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Dialects.Dialect.WriterOptions);
        var usage = UsageRecord.Of(exchange.Report);
        var timings = exchange.Timings;
        json.WriteStartObject();
        json.WriteString("event"u8, "exchange"u8);
        json.WriteString("request_id"u8, exchange.RequestId);
        json.WriteString("time"u8, exchange.StartedAt);
        json.WriteString("method"u8, exchange.Http.Request.Method);
        json.WriteString("path"u8, exchange.Path);
        json.WriteString("dialect"u8, exchange.Operation is null ? null : exchange.Dialect.Name);
        json.WriteBoolean("stream"u8, exchange.Streaming);
        json.WriteString("route"u8, exchange.Plan?.Route);
        json.WriteString("provider"u8, exchange.Candidate?.Endpoint.Name);
        json.WriteString("model"u8, exchange.Candidate is { } served ? served.Model ?? Named(exchange) : null);
        json.WriteString("requested_model"u8, Named(exchange));
        json.WriteNumber("attempts"u8, exchange.Attempts);
        Number(json, "status"u8, exchange.Response.Begun ? exchange.Response.Status : null);
        json.WriteString("ending"u8, exchange.End.Name());
        json.WriteString("hop"u8, (exchange.Failure?.Hop ?? exchange.End.DefaultHop()).Name());
        json.WriteString("error"u8, exchange.Failure?.Code);
        json.WriteString("mode"u8, exchange.Mode);
        json.WriteString("mode_reason"u8, exchange.ModeReason);
        json.WriteNumber("bytes_out"u8, exchange.Response.Bytes);
        json.WriteNumber("events"u8, exchange.Events);
        json.WriteNumber("heartbeats"u8, exchange.Heartbeats);
        Number(json, "ttfb_ms"u8, timings.TtfbMs);
        Number(json, "ttft_ms"u8, timings.TtftMs);
        Number(json, "duration_ms"u8, timings.ElapsedMs);
        Number(json, "max_gap_ms"u8, timings.MaxGapMs);
        Number(json, "overhead_ms"u8, exchange.Overhead is { } ticks ? timings.Ms(ticks) : null);
        Number(json, "input_tokens"u8, usage.Input);
        Number(json, "output_tokens"u8, usage.Output);
        json.WriteString("usage_source"u8, usage.Source);
        json.WriteEndObject();
    }

    /// <summary>The client's own word for the model, which may be as long as a request.</summary>
    static string? Named(Exchange exchange) => exchange.Envelope?.Model is { Length: > 0 } model
        ? model.Length > LongestModel ? model[..LongestModel] + " [cut]" : model
        : null;

    static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, Math.Round(number, 3));
        else
            json.WriteNull(name);
    }
}
