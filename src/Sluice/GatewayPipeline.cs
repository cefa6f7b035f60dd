using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sluice.Dialects;
using Sluice.Http;
using Sluice.Relay;
using Sluice.Routing;
using Sluice.Telemetry;
using Sluice.Upstream;

namespace Sluice;

/// <summary>The whole journey of a request, in five steps; each either moves the exchange on or leaves a <see cref="Failure"/> in it.</summary>
/// <remarks>
/// <code>
/// client
///   1  read the request      Http, Dialects     400, 404, 405, 413
///   2  admission             Admission          401, 503
///   3  route                 Routing            404, 400
///   4  attempts              Upstream           502, 504, or the upstream's own status; fallback until the first content event
///   5  relay                 Relay              ends with an EndOfStream
/// client
/// </code>
/// One place writes the failure in the client's dialect, one writes the log line, on every ending.
/// </remarks>
sealed partial class GatewayPipeline(
    GatewayState gateway, AttemptLoop attempts, GatewayMetrics metrics, IExchangeSink sink, ILogger<GatewayPipeline> log)
{
    /// <summary>Serves one request.</summary>
    /// <exception cref="IncompleteMessageException">The answer failed after it began: the server must leave the message incomplete.</exception>
    public async Task RunAsync(HttpContext http)
    {
        var exchange = new Exchange(http, gateway.Snapshot, gateway.Time, gateway.Wheel);
        exchange.Response.OnEnd = () => ReturnSlot(exchange);
        gateway.Drain.Enter(exchange.Pacer);
        using var gone = http.RequestAborted.UnsafeRegister(static pacer => ((Pacer)pacer!).OnClientGone(), exchange.Pacer);
        try
        {
            if (Locate(exchange) && Admit(exchange) && await ReadAsync(exchange) && Route(exchange))
                await ServeAsync(exchange);
            if (exchange.Failure is not null)
                await FailAsync(exchange);
        }
        catch (Exception fault) when (fault is not IncompleteMessageException)
        {
            if (http.RequestAborted.IsCancellationRequested || fault is Microsoft.AspNetCore.Connections.ConnectionResetException)
            {
                exchange.Fail(Failures.Of(EndOfStream.ClientGone, exchange, exchange.Snapshot.Options.Timeouts));
                return;
            }

            Defect(fault, exchange.RequestId);
            exchange.Fail(Failures.Of(EndOfStream.InternalError, exchange, exchange.Snapshot.Options.Timeouts));
            await FailAsync(exchange);
        }
        finally
        {
            ReturnSlot(exchange);
            gateway.Drain.Leave(exchange.Pacer);
            Report(exchange);
            if (exchange.Lingering.IsCompleted)
                exchange.Pacer.Stop();
        }
    }

    /// <summary>1, first half: what is asked for, from the request line alone.</summary>
    static bool Locate(Exchange exchange)
    {
        var request = exchange.Http.Request;
        var target = exchange.Http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var fault = CanonicalPath.Split(target.Length == 0 ? request.Path + request.QueryString.Value : target, out var path, out var query);
        var anthropic = request.Headers.ContainsKey("anthropic-version");
        exchange.Path = path;
        exchange.Query = query;
        exchange.Dialect = Surface.Speaking(path, anthropic);
        if (fault is not null)
            return Refuse(exchange, Failure.Refused(400, "path_not_canonical", $"The request path is refused: {fault}. Send it in its canonical form."));
        if (RequestReader.Framing(request) is { } framing)
            return Refuse(exchange, framing);
        if (Surface.Find(request.Method, path, anthropic, out var allowed) is { } operation)
        {
            exchange.Operation = operation;
            exchange.Dialect = operation.Dialect;
            return operation.Kind != OperationKind.Model || RequestReader.Coding(request) is not { } coded || Refuse(exchange, coded);
        }

        if (allowed is null)
            return Refuse(exchange, Failure.Refused(404, "not_found", $"There is nothing at {request.Method} {path}. The API's paths are under /v1/ and /p/{{provider}}/."));
        exchange.Http.Response.Headers.Allow = allowed;
        return Refuse(exchange, Failure.Refused(405, "method_not_allowed", $"{path} does not take {request.Method}; it takes {allowed}."));
    }

    /// <summary>2: whether the exchange may start; nothing of its body has been read yet.</summary>
    bool Admit(Exchange exchange)
    {
        var inside = exchange.Http.Features.Get<Listeners.IForwardProxyFeature>() is not null;
        if (!inside && exchange.Snapshot.Keys.Refuse(exchange.Http.Request.Headers) is { } missing)
            return Refuse(exchange, Failure.Refused(401, "invalid_api_key", missing));
        if (!gateway.Drain.Accepting)
            return Refuse(exchange, Failure.Refused(503, "server_shutdown", "The gateway is shutting down; another instance will take the request.") with { RetryAfter = "1", Hop = Hop.Gateway });
        exchange.HoldsSlot = gateway.Slots.TryTake();
        return exchange.HoldsSlot || Refuse(exchange, Failure.Refused(503, "no_stream_slot", $"All {gateway.Slots.Total} stream slots are in use (limits.streams).") with { RetryAfter = "1", Hop = Hop.Gateway });
    }

    void ReturnSlot(Exchange exchange)
    {
        if (exchange.HoldsSlot)
            gateway.Slots.Return();
        exchange.HoldsSlot = false;
    }

    /// <summary>1, second half: the body, once, and what has to be known of it.</summary>
    static async Task<bool> ReadAsync(Exchange exchange)
    {
        var (body, failure) = await RequestReader.ReadAsync(exchange.Http.Request, exchange.Snapshot.Options.Limits.RequestBody, exchange.Http.RequestAborted);
        exchange.ReadAt = exchange.Timings.Now;
        if (failure is not null)
            return Refuse(exchange, failure);
        if (exchange.Operation!.Kind != OperationKind.Model)
        {
            exchange.Envelope = ProviderEnvelope(exchange, body);
            return true;
        }

        (exchange.Envelope, failure) = RequestEnvelope.Read(body);
        return failure is null || Refuse(exchange, failure);
    }

    /// <summary>A body for one provider is passed as it is; where it is JSON, its model and stream flag still serve clocks and log.</summary>
    static RequestEnvelope ProviderEnvelope(Exchange exchange, ReadOnlyMemory<byte> body) =>
        exchange.Http.Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true && RequestEnvelope.Read(body).Envelope is { } read
            ? read
            : RequestEnvelope.Opaque(body);

    /// <summary>3: who may serve it.</summary>
    static bool Route(Exchange exchange)
    {
        var routes = exchange.Snapshot.Routes;
        var operation = exchange.Operation!;
        switch (operation.Kind)
        {
            case OperationKind.Provider:
                if (routes.Endpoint(operation.Provider!) is not { } endpoint)
                    return Refuse(exchange, Failure.Refused(404, "provider_not_found", $"No provider is named '{Shown(operation.Provider!)}'; configured: {string.Join(", ", exchange.Snapshot.Options.Providers.Select(p => p.Name))}."));
                exchange.Plan = routes.ForProvider(endpoint);
                return true;
            case OperationKind.ModelList:
                if (operation.Path == "/v1/models" && !routes.HasCatchAll && routes.ExactNames.Any())
                    return true;
                exchange.Plan = routes.ForAny();
                break;
            case OperationKind.Stored:
                exchange.Plan = routes.ForAny();
                break;
            default:
                exchange.Plan = routes.Find(exchange.Envelope!.Model);
                break;
        }

        if (exchange.Plan is null)
        {
            return Refuse(exchange, Failure.Refused(404, "model_not_found", exchange.Envelope!.Model.Length == 0
                ? "The request names no model, and no route takes any."
                : $"No route serves the model '{Shown(exchange.Envelope.Model)}'. Name a routed model, or a provider in front: provider/model.", "model"));
        }

        return operation.Kind == OperationKind.ModelList || Speaks(exchange, exchange.Plan);
    }

    static bool Speaks(Exchange exchange, RoutePlan plan)
    {
        var speaking = plan.Candidates.Where(candidate => candidate.Endpoint.Speaks(exchange.Dialect)).ToArray();
        if (speaking.Length == plan.Candidates.Count)
            return true;
        exchange.Plan = plan with { Candidates = speaking };
        if (speaking.Length > 0)
            return true;
        var spoken = string.Join("; ", plan.Candidates.Select(c => $"{c.Endpoint.Name} speaks {string.Join(", ", c.Endpoint.Dialects)}"));
        return Refuse(exchange, Failure.Refused(400, "dialect_not_spoken",
            $"The request is in the dialect {exchange.Dialect.Name}, which no candidate of route '{plan.Route}' speaks: {spoken}. Call the path of a dialect that is spoken there, or route the model elsewhere."));
    }

    /// <summary>4 and 5: attempts, and the relay of the one that gives content.</summary>
    async Task ServeAsync(Exchange exchange)
    {
        if (exchange.Plan is not { } plan)
        {
            await ModelList.WriteAsync(exchange);
            return;
        }

        var options = exchange.Snapshot.Options;
        var streams = exchange.Streaming && exchange.Dialect.Streams;
        if (streams)
            exchange.Response.Prepare(StatusCodes.Status200OK, null, null, eventStream: true);
        var heartbeat = streams ? exchange.Dialect.Heartbeat(options.Heartbeat.Form, exchange.RequestId, exchange.Envelope!.Model) : default;
        var clocks = new StreamClocks(gateway.Time, exchange.Start, plan.Timeouts, heartbeat.IsEmpty ? null : options.Heartbeat.Interval, options.Heartbeat.CommitAfter);
        var client = new PacedDownstream(exchange.Response, clocks, exchange.Pacer, heartbeat);
        var result = await attempts.RunAsync(exchange, plan, client);
        exchange.Heartbeats = client.Heartbeats;
        exchange.Relayed = result;
    }

    /// <summary>Writes the exchange's failure: as an answer while one can be given, as an event after.</summary>
    async Task FailAsync(Exchange exchange)
    {
        var failure = exchange.Failure!;
        if (failure.End is EndOfStream.ClientGone or EndOfStream.ClientStalled)
        {
            exchange.Http.Abort();
            return;
        }

        if (!exchange.Response.Begun)
        {
            await FailureAnswer.WriteAsync(exchange, failure, gateway.Drain.Accepting);
            return;
        }

        // response.failed is the dialect's own last word: what follows it is a proper end.
        if (exchange.Relayed is { TerminalSent: true })
            return;
        // An HTTP/1.0 client takes the end of the connection for the end of the body: only a reset tells it otherwise, where no event can.
        var silent = !exchange.Response.IsEventStream && exchange.Response.ContentLength is null && HttpProtocol.IsHttp10(exchange.Http.Request.Protocol);
        if (silent || (exchange.Plan?.OnError ?? exchange.Snapshot.Options.OnError) == OnError.Abort)
        {
            exchange.Http.Abort();
            return;
        }

        await FailureAnswer.WriteEventAsync(exchange, failure, gateway);
        await FailureAnswer.LetLeaveAsync(exchange, gateway.Time);
        throw new IncompleteMessageException(failure.Code);
    }

    void Report(Exchange exchange)
    {
        try
        {
            metrics.Exchange(exchange);
            sink.Write(ExchangeLog.Write(exchange).Span);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The exchange itself is over and well; its record is what failed.
            Defect(fault, exchange.RequestId);
        }
    }

    static bool Refuse(Exchange exchange, Failure failure)
    {
        exchange.Fail(failure);
        return false;
    }

    static string Shown(string text) => Sanitizer.None.CleanName(text) ?? "";

    [LoggerMessage(1, LogLevel.Error, "defect while serving {RequestId}")]
    partial void Defect(Exception fault, string requestId);
}
