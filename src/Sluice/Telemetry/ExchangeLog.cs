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

    [ThreadStatic]
    static (ArrayBufferWriter<byte> Line, Utf8JsonWriter Json)? t_reused;

    /// <summary>The line as one JSON object; good until the next call on this thread.</summary>
    public static ReadOnlyMemory<byte> Write(Exchange exchange)
    {
        var line = t_reused?.Line ?? new ArrayBufferWriter<byte>(1024);
        var json = t_reused?.Json ?? new Utf8JsonWriter(line, Dialects.Dialect.WriterOptions);
        t_reused = null;
        line.ResetWrittenCount();
        json.Reset(line);
        Write(exchange, json);
        json.Flush();
        t_reused = (line, json);
        return line.WrittenMemory;
    }

    static void Write(Exchange exchange, Utf8JsonWriter json)
    {
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
        Whole(json, "status"u8, exchange.Response.Begun ? exchange.Response.Status : null);
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
        Whole(json, "input_tokens"u8, usage.Input);
        Whole(json, "output_tokens"u8, usage.Output);
        json.WriteString("usage_source"u8, usage.Source);
        json.WriteEndObject();
    }

    /// <summary>The client's own word for the model, which may be as long as a request.</summary>
    static string? Named(Exchange exchange) => exchange.Envelope?.Model is { Length: > 0 } model
        ? model.Length > LongestModel ? model[..LongestModel] + " [cut]" : model
        : null;

    /// <summary>Three decimals: a decimal is written in a fraction of the time that a double's shortest form takes.</summary>
    static decimal Thousandths(double value)
    {
        var thousandths = (long)Math.Round(Math.Clamp(value, -1e15, 1e15) * 1000);
        return new decimal((int)Math.Abs(thousandths), (int)(Math.Abs(thousandths) >> 32), 0, thousandths < 0, 3);
    }

    static void Whole(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, Thousandths(number));
        else
            json.WriteNull(name);
    }
}
