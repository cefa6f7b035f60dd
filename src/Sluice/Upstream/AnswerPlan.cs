using System.Buffers;
using System.IO.Pipelines;
using Sluice.Dialects;
using Sluice.Dialects.OpenAIChat;
using Sluice.Http;
using Sluice.Relay;

namespace Sluice.Upstream;

/// <summary>
/// Decides by labels and first bytes how an answer is read: decoded or not, as events, lines or a whole, and under which type the client gets
/// it. Labels lie: JSON comes labelled as a stream, streams as JSON, and gzip without a label at all.
/// </summary>
sealed class AnswerPlan(Exchange exchange, UpstreamAnswer answer, Sanitizer sanitizer, bool usageRequested) : IRelayPlan
{
    bool _decoded;

    public RelayParts? Choose(PipeReader upstream, in ReadOnlySequence<byte> first, bool completed)
    {
        if (!completed && IsOpen(first))
            return null;
        if (!_decoded && Codings(first) is { Count: > 0 } codings)
        {
            _decoded = true;
            return Parts(UpstreamAnswer.Decode(upstream, codings) ?? throw new InvalidDataException("unknown coding"), new WholeBodyScanner(), new OpaqueInspector());
        }

        var label = answer.Headers.MediaType;
        var kind = Sniff(first) ?? Labelled(label);
        if (exchange.Response.Begun && exchange.Response.IsEventStream && kind != BodyKind.Events)
            return Parts(upstream, new WholeBodyScanner(), new NotAStreamInspector(exchange.Report, label.IsEmpty ? null : label.ToString().ToLowerInvariant()));
        return Prepare(upstream, kind);
    }

    /// <summary>A prompt can be megabytes, and its stream minutes: it is kept no longer than it may have to be sent again.</summary>
    public void Committed()
    {
        exchange.Envelope?.Forget();
        answer.Forget();
    }

    static BodyKind Labelled(ReadOnlySpan<char> label)
    {
        if (label.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase))
            return BodyKind.Events;
        return label.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase) || label.Equals("application/jsonl", StringComparison.OrdinalIgnoreCase)
            || label.Equals("application/jsonlines", StringComparison.OrdinalIgnoreCase) ? BodyKind.Lines : BodyKind.Whole;
    }

    RelayParts Prepare(PipeReader upstream, BodyKind kind)
    {
        var response = exchange.Response;
        var type = answer.Headers.ContentType;
        var headers = HeaderPolicy.ToClient(answer, exchange.Candidate!.Endpoint);
        switch (kind)
        {
            case BodyKind.Events:
                response.Prepare(answer.Status, null, null, eventStream: true, headers);
                if (!exchange.Dialect.Streams || exchange.Operation!.Kind == OperationKind.Provider && exchange.Dialect == DialectCatalog.OpenAIModels)
                    return Parts(upstream, new SseScanner(), new OpaqueInspector());
                var inspector = exchange.Dialect.StreamInspector(exchange.Report, sanitizer);
                if (!usageRequested)
                    return Parts(upstream, new SseScanner(), inspector) with { Encoder = exchange.Dialect.Passthrough(Edited) };
                exchange.Mode = "filtered";
                exchange.ModeReason = "usage_requested";
                return new RelayParts(upstream, new UsageFilter(), new SseScanner(), inspector);
            case BodyKind.Lines:
                response.Prepare(answer.Status, type, null, eventStream: false, headers);
                return Parts(upstream, new JsonLinesScanner(), new OpaqueInspector());
            default:
                var length = _decoded || answer.Status is 204 or 304 ? null : answer.Headers.ContentLength;
                // A whole that is labelled as a stream was seen to be JSON by its first byte.
                var own = answer.Headers.IsLabelled("text/event-stream") ? "application/json" : type;
                response.Prepare(answer.Status, own, length, eventStream: false, headers);
                return Parts(upstream, new WholeBodyScanner(), Whole());
        }
    }

    /// <summary>
    /// What a provider's own path answers is passed as it is, errors too; a model call's answer has to be one, unless only its head was asked for.
    /// </summary>
    FrameInspector Whole() => exchange.Operation!.Kind == OperationKind.Provider || exchange.Http.Request.Method == "HEAD"
        ? new OpaqueInspector()
        : exchange.Dialect.WholeInspector(exchange.Report, sanitizer);

    void Edited() => (exchange.Mode, exchange.ModeReason) = ("filtered", "event_lines");

    RelayParts Parts(PipeReader upstream, FrameScanner scanner, FrameInspector inspector)
    {
        exchange.Mode = "passthrough";
        return new RelayParts(upstream, PassthroughEncoder.Instance, scanner, inspector);
    }

    /// <summary>The codings to undo: as labelled, or by the mark that gzip begins with (RFC 1952, 2.3.1).</summary>
    IReadOnlyList<string> Codings(in ReadOnlySequence<byte> first)
    {
        var labelled = answer.Encodings;
        if (labelled.Count > 0 || exchange.Operation!.Kind == OperationKind.Provider)
            return labelled;
        Span<byte> mark = stackalloc byte[2];
        if (first.Length < 2)
            return labelled;
        first.Slice(0, 2).CopyTo(mark);
        return mark is [0x1f, 0x8b] ? ["gzip"] : labelled;
    }

    /// <summary>What the first bytes say, where the request asked for a stream; null where they say nothing clear.</summary>
    BodyKind? Sniff(in ReadOnlySequence<byte> first)
    {
        if (!exchange.Streaming || exchange.Operation!.Kind == OperationKind.Provider)
            return null;
        Span<byte> head = stackalloc byte[(int)Math.Min(first.Length, 16)];
        first.Slice(0, head.Length).CopyTo(head);
        var start = ((ReadOnlySpan<byte>)head).TrimStart("\uFEFF \t\r\n"u8);
        if (start.IsEmpty)
            return null;
        if (start.StartsWith("data:"u8) || start.StartsWith("event:"u8) || start.StartsWith("id:"u8) || start.StartsWith("retry:"u8) || start[0] == (byte)':')
            return BodyKind.Events;
        return start[0] is (byte)'{' or (byte)'[' ? BodyKind.Whole : null;
    }

    /// <summary>Whether so few bytes have come that more of them may still tell another kind.</summary>
    bool IsOpen(in ReadOnlySequence<byte> first)
    {
        if (exchange.Operation!.Kind == OperationKind.Provider || first.Length >= 16)
            return false;
        Span<byte> head = stackalloc byte[(int)first.Length];
        first.CopyTo(head);
        if (!_decoded && head is [0x1f])
            return true;
        var start = ((ReadOnlySpan<byte>)head).TrimStart("\uFEFF \t\r\n"u8);
        return exchange.Streaming
            && ("data:"u8.StartsWith(start) || "event:"u8.StartsWith(start) || "id:"u8.StartsWith(start) || "retry:"u8.StartsWith(start));
    }

    enum BodyKind
    {
        Events,
        Lines,
        Whole,
    }
}

/// <summary>For an answer that came whole after the client had been promised a stream.</summary>
sealed class NotAStreamInspector(StreamReport report, string? label) : FrameInspector
{
    public override FrameFacts Inspect(ReadOnlySpan<byte> frame)
    {
        report.Error ??= new UpstreamError($"the upstream answered with {label ?? "an unlabelled body"} where an event stream was asked for", null, "not_a_stream", null);
        return FrameFacts.Event | FrameFacts.Error | FrameFacts.ForeignError;
    }

    public override bool MayHoldError(ReadOnlySpan<byte> fresh, bool atFrameStart) => true;
}
