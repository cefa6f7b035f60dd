using System.Net.Sockets;
using System.Security.Authentication;

namespace Sluice.Diagnosis.Probing;

/// <summary>Sends one timed request and records its answer read by read.</summary>
/// <param name="time">The clock of all stamps.</param>
public sealed class ProbeClient(TimeProvider time)
{
    /// <summary>Sends the request and reads the answer to its end, or until the variation's patience is used up.</summary>
    /// <param name="target">Where.</param>
    /// <param name="variation">How.</param>
    /// <param name="cancellationToken">Gives up; what was seen so far is not returned.</param>
    /// <returns>What was seen. Where nothing was, <see cref="Observation.Fault"/> says why.</returns>
    public async Task<Observation> ObserveAsync(ProbeTarget target, Variation variation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(variation);
        using var recorder = new Recorder(variation, dialect: target.Model is not null);
        using var patience = new CancellationTokenSource(variation.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var request = ProbeRequest.For(target, variation);
        ProbeExchange exchange = variation.Version == ProbeVersion.Http2
            ? new Http2Exchange(target, request, recorder, time)
            : new Http1Exchange(target, request, recorder, time);
        try
        {
            var end = await exchange.RunAsync(either.Token);
            return recorder.End(end, exchange.Elapsed);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return recorder.End(AnswerEnd.Left, exchange.Elapsed, exchange.Began ? null : $"no connection within {variation.Patience.TotalSeconds:0} s");
        }
        catch (Exception fault) when (exchange.Began && fault is IOException or SocketException or HttpRequestException)
        {
            return recorder.End(Ending(fault), exchange.Elapsed, exchange.HasHead ? null : $"no answer: {fault.Message}");
        }
        catch (InvalidDataException fault)
        {
            return recorder.End(AnswerEnd.Malformed, exchange.Elapsed, $"the answer cannot be read: {fault.Message}");
        }
        catch (Exception fault) when (fault is SocketException or HttpRequestException or AuthenticationException or IOException)
        {
            return recorder.End(AnswerEnd.Incomplete, exchange.Elapsed, Reason(fault));
        }
    }

    static AnswerEnd Ending(Exception fault) =>
        fault is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } ? AnswerEnd.Incomplete : AnswerEnd.Reset;

    static string Reason(Exception fault) => fault switch
    {
        AuthenticationException => $"the TLS handshake failed: {fault.Message} (--insecure accepts any certificate)",
        HttpRequestException { InnerException: { } inner } => Reason(inner),
        _ => fault.Message,
    };
}
