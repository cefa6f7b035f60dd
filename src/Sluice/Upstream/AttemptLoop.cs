using Sluice.Dialects;
using Sluice.Http;
using Sluice.Relay;
using Sluice.Routing;
using Sluice.Telemetry;

namespace Sluice.Upstream;

/// <summary>
/// Tries the candidates in order until one gives content; the first content event is the commit, and nothing is tried after it.
/// What may follow a failure is decided by <see cref="FailureTable"/>.
/// </summary>
sealed class AttemptLoop(UpstreamClient upstream, GatewayMetrics metrics)
{
    /// <summary>Largest error body that is read to be understood.</summary>
    const int LargestErrorBody = 64 << 10;

    /// <summary>How long an answered upstream is given to end its side, so that its connection can be used again.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Serves the exchange, or leaves its failure in it. The client's side has begun if anything was sent.</summary>
    public async Task<RelayResult?> RunAsync(Exchange exchange, RoutePlan plan, PacedDownstream client)
    {
        var candidates = plan.Candidates;
        for (var i = 0; i < candidates.Count; i++)
        {
            for (var again = false; ; again = true)
            {
                exchange.Candidate = candidates[i];
                exchange.Attempts++;
                exchange.Failure = null;
                // In two steps, so that an open stream does not keep what opened it.
                var answer = await OpenAsync(exchange, plan, client);
                RelayResult? result;
                try
                {
                    result = answer is null ? null : await ReceiveAsync(exchange, plan, client, answer);
                }
                catch
                {
                    // A defect of ours must not leave the upstream generating for nobody.
                    answer?.Abort();
                    throw;
                }

                metrics.Attempt(candidates[i].Endpoint.Name, exchange.Failure?.End ?? EndOfStream.Completed);
                if (exchange.Failure is not { } failure || result is { Committed: true } || client.IsOver)
                    return result;
                if (failure.Recovery == Recovery.None)
                    return result;
                if (failure.Recovery != Recovery.FallbackOrRetry || again || i + 1 < candidates.Count)
                    break;
            }
        }

        return null;
    }

    async Task<UpstreamAnswer?> OpenAsync(Exchange exchange, RoutePlan plan, PacedDownstream client)
    {
        var clocks = client.Clocks;
        var candidate = exchange.Candidate!;
        exchange.Report = new StreamReport();
        exchange.Timings.AttemptStarts();
        exchange.Timings.Gaps = exchange.Streaming ? metrics.GapsOf(candidate.Endpoint.Name) : null;
        clocks.AttemptStarts(clocks.Now);
        var attempt = new CancellationTokenSource();
        var sending = upstream.SendAsync(candidate, Request(exchange, candidate), plan.Timeouts.Connect, () => clocks.RequestWritten(clocks.Now), attempt);
        exchange.Overhead ??= clocks.Now - exchange.ReadAt;
        EndOfStream? over;
        try
        {
            over = await client.WaitAsync(new PendingTask(sending), boundary: true);
        }
        catch
        {
            attempt.Cancel();
            Abandon(sending);
            throw;
        }

        if (over is { } ended)
        {
            attempt.Cancel();
            Abandon(sending);
            exchange.Fail(Failures.Of(ended, exchange, plan.Timeouts));
            return null;
        }

        try
        {
            var answer = await sending;
            clocks.Answered();
            return answer;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            exchange.Fail(Failures.Thrown(fault, exchange, plan.Timeouts));
            return null;
        }
    }

    static async Task<RelayResult?> ReceiveAsync(Exchange exchange, RoutePlan plan, PacedDownstream client, UpstreamAnswer answer)
    {
        var clocks = client.Clocks;
        if (exchange.Operation!.Kind != OperationKind.Provider && Unusable(answer, exchange) is { } unusable)
        {
            exchange.Fail(unusable);
            answer.Abort();
            return null;
        }

        if (answer.Status is < 200 or >= 300 && exchange.Operation.Kind != OperationKind.Provider)
        {
            exchange.Fail(await ReadErrorAsync(exchange, plan, client, answer));
            return null;
        }

        if (!exchange.Response.Begun && exchange.Streaming && IsEventStream(answer))
            exchange.Response.Prepare(answer.Status, null, null, eventStream: true, HeaderPolicy.ToClient(answer, exchange.Candidate!.Endpoint));
        if (!exchange.Response.Begun && exchange.Response.IsEventStream && clocks.MayCommit(clocks.Now) && await client.SpeakAsync(beat: false) is { } gone)
        {
            answer.Abort();
            exchange.Fail(Failures.Of(gone, exchange, plan.Timeouts));
            return null;
        }

        var options = new RelayOptions(exchange.Candidate!.Endpoint.Options.TerminatorRequired, exchange.Snapshot.Options.Limits.Event);
        var parts = new AnswerPlan(exchange, answer, exchange.Candidate.Endpoint.Sanitizer, exchange.UsageRequested);
        var relay = new StreamRelay(answer.Body, client, parts, exchange.Timings, options);
        var result = await relay.RunAsync();
        exchange.End = result.End;
        exchange.Events = relay.Events;
        exchange.Overhead += relay.CommitDelay;
        Finish(exchange, client, answer, result);
        if (result.End != EndOfStream.Completed)
            exchange.Fail(FailureOf(exchange, plan, relay, result, answer.Encodings.Count > 0));
        return result;
    }

    static void Finish(Exchange exchange, PacedDownstream client, UpstreamAnswer answer, RelayResult result)
    {
        if (result.End != EndOfStream.Completed)
            answer.Abort();
        else if (!result.UpstreamOpen)
            answer.Release();
        else
            exchange.Lingering = answer.FinishAsync(exchange.Pacer, client.Clocks, client.Clocks.Ticks(Patience));
    }

    static Failure FailureOf(Exchange exchange, RoutePlan plan, StreamRelay relay, RelayResult result, bool coded)
    {
        if (relay.FrameTooLarge)
        {
            return Failures.Of(EndOfStream.UpstreamError, exchange, plan.Timeouts) with
            {
                Code = "event_too_large",
                Message = $"Provider '{exchange.Candidate!.Endpoint.Name}' sent one event of more than {exchange.Snapshot.Options.Limits.Event} bytes (limits.event).",
            };
        }

        if (result.End == EndOfStream.UpstreamError)
            return Failures.Reported(exchange.Report.Error, exchange, plan.Timeouts);
        var failure = Failures.Of(result.End, exchange, plan.Timeouts);
        // Of the decoders, Brotli's says bad data with an exception of the other kind.
        var undecodable = result.Fault is InvalidDataException || (coded && result.Fault is InvalidOperationException and not ObjectDisposedException);
        return result switch
        {
            { End: EndOfStream.Truncated } when undecodable => failure with { End = EndOfStream.UpstreamError, Code = "invalid_encoding", Message = $"Provider '{exchange.Candidate!.Endpoint.Name}' sent a body that cannot be decoded." },
            { End: EndOfStream.Truncated, Committed: false, Fault: null } => failure with { Code = "upstream_empty", Message = $"Provider '{exchange.Candidate!.Endpoint.Name}' answered 200 and then nothing." },
            _ => failure,
        };
    }

    /// <summary>An answer that no client of this dialect could use, whatever its status says.</summary>
    static Failure? Unusable(UpstreamAnswer answer, Exchange exchange)
    {
        var name = exchange.Candidate!.Endpoint.Name;
        var bad = new Failure(EndOfStream.UpstreamError, Hop.Upstream, 502, "invalid_response", "") { Recovery = Recovery.Fallback };
        if (answer.Encodings.FirstOrDefault(coding => coding is not ("gzip" or "x-gzip" or "br" or "deflate")) is { } unknown)
            return bad with { Code = "invalid_encoding", Message = $"Provider '{name}' sent a body coded as '{exchange.Candidate.Endpoint.Sanitizer.CleanName(unknown)}' although plain bytes were asked for." };
        return answer.Status is >= 200 and < 300 && answer.Headers.IsLabelled("text/html")
            ? bad with { Message = $"Provider '{name}' answered with a web page: check its base_url." }
            : null;
    }

    /// <summary>Reads as much of an error body as is worth understanding, under the same clocks as everything else.</summary>
    static async Task<Failure> ReadErrorAsync(Exchange exchange, RoutePlan plan, PacedDownstream client, UpstreamAnswer answer)
    {
        var body = answer.Encodings.Count == 0 ? answer.Body : UpstreamAnswer.Decode(answer.Body, answer.Encodings) ?? answer.Body;
        try
        {
            while (true)
            {
#pragma warning disable CA2012 // one pending read across several waits, as in the relay
                var read = body.ReadAsync().GetAwaiter();
#pragma warning restore CA2012
                if (await client.WaitAsync(new PendingRead(read), boundary: true) is { } ended)
                {
                    answer.Abort();
                    return ended is EndOfStream.ClientGone or EndOfStream.ClientStalled or EndOfStream.Drained or EndOfStream.TotalTimeout
                        ? Failures.Of(ended, exchange, plan.Timeouts)
                        : Failures.Status(answer, default, exchange);
                }

                var result = read.GetResult();
                if (result.IsCompleted || result.IsCanceled || result.Buffer.Length >= LargestErrorBody)
                {
                    var failure = Failures.Status(answer, result.Buffer.Slice(0, Math.Min(result.Buffer.Length, LargestErrorBody)), exchange);
                    body.AdvanceTo(result.Buffer.End);
                    if (result.IsCompleted)
                        answer.Release();
                    else
                        answer.Abort();
                    return failure;
                }

                client.Clocks.UpstreamBytes(client.Clocks.Now);
                body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
        {
            answer.Abort();
            return Failures.Status(answer, default, exchange);
        }
    }

    static bool IsEventStream(UpstreamAnswer answer) =>
        answer.Headers.IsLabelled("text/event-stream");

    static UpstreamRequest Request(Exchange exchange, Candidate candidate)
    {
        var http = exchange.Http.Request;
        var operation = exchange.Operation!;
        var splices = new List<Splice>(2);
        exchange.UsageRequested = false;
        if (exchange.Envelope is { } envelope && operation.Kind == OperationKind.Model)
        {
            envelope.ReplaceModel(candidate.Model, splices);
            if (envelope.Stream && exchange.Dialect.UsageOnRequest && candidate.Endpoint.Options.RequestUsage)
                exchange.UsageRequested = envelope.RequestUsage(splices);
        }

        var hasBody = exchange.Envelope is { } sent && (sent.Body.Length > 0 || http.Method is "POST" or "PUT" or "PATCH");
        return new UpstreamRequest(
            http.Method, operation.Path, exchange.Query, HeaderPolicy.ToUpstream(http.Headers, candidate.Endpoint),
            hasBody ? exchange.Envelope!.Body : default(ReadOnlyMemory<byte>?), splices);
    }

    /// <summary>A sending that nobody waits for any more: whatever it still brings is closed.</summary>
    static void Abandon(Task<UpstreamAnswer> sending) => _ = sending.ContinueWith(
        static done =>
        {
            if (done.IsCompletedSuccessfully)
                done.GetAwaiter().GetResult().Abort();
            else
                _ = done.Exception;
        },
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
