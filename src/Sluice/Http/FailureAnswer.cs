using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sluice.Relay;

namespace Sluice.Http;

/// <summary>Writes failures to clients: the only place that does.</summary>
static class FailureAnswer
{
    /// <summary>How long a last word may take to leave before the connection is given up.</summary>
    static readonly TimeSpan LastWord = TimeSpan.FromSeconds(5);

    /// <summary>How long flushed bytes may wait in the server's own queue; there is no telling when they have left it.</summary>
    static readonly TimeSpan QueueTime = TimeSpan.FromMilliseconds(200);

    /// <summary>An answer with status and body.</summary>
    public static async Task WriteAsync(Exchange exchange, Failure failure, bool keepAlive)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Dialects.Dialect.WriterOptions))
            exchange.Dialect.WriteError(json, failure, exchange.RequestId);
        var headers = failure.Headers.ToList();
        if (failure.RetryAfter is { } seconds)
            headers.Add(new("Retry-After", seconds));
        if (failure.Status == StatusCodes.Status401Unauthorized && failure.Hop == Hop.Client)
            headers.Add(new("WWW-Authenticate", "Bearer"));
        if (!keepAlive)
            headers.Add(new("Connection", "close"));
        exchange.Response.Prepare(failure.Status, "application/json", buffer.WrittenCount, eventStream: false, headers);
        exchange.Response.Begin();
        if (exchange.Http.Request.Method != "HEAD")
            exchange.Response.Writer.Write(buffer.WrittenSpan);
        await exchange.Response.Writer.FlushAsync(exchange.Http.RequestAborted);
    }

    /// <summary>An error event in a stream that has begun: the event before it is closed first, so that it stands alone.</summary>
    public static async Task WriteEventAsync(Exchange exchange, Failure failure, GatewayState gateway)
    {
        if (!exchange.Response.IsEventStream)
            return;
        var relayed = exchange.Relayed ?? default;
        if (relayed.ErrorSent && failure.End == EndOfStream.UpstreamError)
            return;
        if (relayed.MidFrame)
            exchange.Response.Writer.Write("\n\n"u8);
        // Events that were held back for a possible fallback have not been counted by the client.
        var sequence = relayed.Committed ? exchange.Report.NextSequence : 0;
        exchange.Response.Writer.Write(exchange.Dialect.ErrorEvent(failure, exchange.RequestId, sequence));
        // A client that does not read must not keep the exchange open for its last word.
        var flush = exchange.Response.Writer.FlushAsync();
        if (flush.IsCompletedSuccessfully)
            return;
        try
        {
            await flush.AsTask().WaitAsync(LastWord, gateway.Time, exchange.Http.RequestAborted);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException or IOException)
        {
            exchange.Http.Abort();
        }
    }

    /// <summary>
    /// On HTTP/2 the server calls bytes flushed while they still wait in the stream's queue, and drops that queue when the handler fails: the
    /// client would get a reset and neither the last words nor what came right before them. On HTTP/1.1 what was flushed arrives.
    /// </summary>
    public static async Task LetLeaveAsync(Exchange exchange, TimeProvider time)
    {
        if (exchange.Response.IsEventStream && !HttpProtocol.IsHttp11(exchange.Http.Request.Protocol) && !HttpProtocol.IsHttp10(exchange.Http.Request.Protocol))
            await Task.Delay(QueueTime, time, exchange.Http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
