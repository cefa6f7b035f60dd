using Microsoft.AspNetCore.Http;
using Sluice.Dialects;
using Sluice.Http;
using Sluice.Relay;
using Sluice.Routing;
using Sluice.Telemetry;

namespace Sluice;

/// <summary>One request and its answer, from accept to last byte.</summary>
sealed class Exchange
{
    public Exchange(HttpContext http, GatewaySnapshot snapshot, TimeProvider time, TimingWheel wheel)
    {
        Http = http;
        Snapshot = snapshot;
        Start = time.GetTimestamp();
        StartedAt = time.GetUtcNow();
        RequestId = Ids.For(http.Request.Headers["X-Request-Id"].ToString(), http.TraceIdentifier);
        Pacer = new Pacer(wheel);
        Timings = new StreamTimings(time, Start);
        Response = new ClientResponse(http, RequestId) { OnBegin = Timings.FirstByte };
    }

    public HttpContext Http { get; }

    public GatewaySnapshot Snapshot { get; }

    /// <summary>Timestamp of the request's first byte, as near as the server lets us see it.</summary>
    public long Start { get; }

    public DateTimeOffset StartedAt { get; }

    public string RequestId { get; }

    public Pacer Pacer { get; }

    public StreamTimings Timings { get; }

    public ClientResponse Response { get; }

    public string Path { get; set; } = "";

    public string Query { get; set; } = "";

    public Dialect Dialect { get; set; } = DialectCatalog.OpenAIChat;

    public Operation? Operation { get; set; }

    public RequestEnvelope? Envelope { get; set; }

    public RoutePlan? Plan { get; set; }

    public Candidate? Candidate { get; set; }

    /// <summary>Whether one of the gateway's stream slots is this exchange's.</summary>
    public bool HoldsSlot { get; set; }

    public int Attempts { get; set; }

    /// <summary>Whether the last attempt asked for usage that the client did not ask for, and must not see.</summary>
    public bool UsageRequested { get; set; }

    /// <summary>What the last attempt's inspector learned.</summary>
    public StreamReport Report { get; set; } = new();

    public EndOfStream End { get; set; } = EndOfStream.InternalError;

    public Failure? Failure { get; set; }

    /// <summary>passthrough, filtered or translated; null where nothing was relayed.</summary>
    public string? Mode { get; set; }

    /// <summary>Why the exchange left passthrough.</summary>
    public string? ModeReason { get; set; }

    public long Events { get; set; }

    public int Heartbeats { get; set; }

    /// <summary>Time in our own process, in timestamp ticks; null where nothing was sent upstream.</summary>
    public long? Overhead { get; set; }

    /// <summary>Timestamp at which the request had been read whole.</summary>
    public long ReadAt { get; set; }

    /// <summary>How the last relay ended, where one began.</summary>
    public RelayResult? Relayed { get; set; }

    /// <summary>The upstream being given a moment to end its side, behind the exchange's own end.</summary>
    public Task Lingering { get; set; } = Task.CompletedTask;

    public bool Streaming => Envelope?.Stream ?? false;

    /// <summary>Ends the exchange by a failure.</summary>
    public void Fail(Failure failure)
    {
        Failure = failure;
        End = failure.End;
    }
}
