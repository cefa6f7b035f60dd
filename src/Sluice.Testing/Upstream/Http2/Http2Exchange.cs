using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Sluice.Testing;

/// <summary>One request and its scripted answer on an HTTP/2 stream.</summary>
internal sealed class Http2Exchange(
    HttpContext context, Http2ConnectionWatch connection, Playbook playbook, ScriptedUpstreamOptions options)
{
    readonly TaskCompletionSource<PeerEnding> _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task RunAsync(CancellationToken disposed)
    {
        var request = Record();
        using var noticing = context.RequestAborted.Register(Aborted);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, disposed);
        try
        {
            if (!options.AnswerBeforeBody)
                await ReadBodyAsync(request, gone.Token);
            var sink = new Http2Sink(context, () => End(PeerEndingKind.ByScript, null));
            await new ScriptRun(request, sink, options.Time).PerformAsync(playbook.Take(request), gone.Token);
            request.NoteAnswered(AnswerEnding.Performed);
        }
        catch (Exception) when (gone.IsCancellationRequested)
        {
            request.NoteAnswered(disposed.IsCancellationRequested ? AnswerEnding.Disposed : AnswerEnding.PeerGone);
        }
        catch (Exception e)
        {
            playbook.NoteFault(e);
            request.NoteAnswered(AnswerEnding.Faulted);
            context.Abort();
        }
    }

    async Task ReadBodyAsync(RecordedRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        (request.Body, request.BodyReceivedAt) = (body.ToArray(), options.Time.Stamp());
    }

    RecordedRequest Record()
    {
        var feature = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var fields = feature.Headers.SelectMany(h => h.Value.Select(v => (h.Key, v ?? ""))).ToList();
        return new(
            feature.Method, feature.RawTarget, feature.Protocol, new(fields), connection.Number, options.Time.Stamp(), ClosedAsync());
    }

    async Task<PeerEnding> ClosedAsync() => await await Task.WhenAny(_aborted.Task, connection.Ending);

    void Aborted()
    {
        var stream = context.Features.Get<IHttp2StreamIdFeature>()?.StreamId ?? 0;
        if (connection.Frames.ResetCodeOf(stream) is { } code)
            End(PeerEndingKind.Reset, code);
        else if (!connection.Ending.IsCompleted)
            End(PeerEndingKind.ByScript, null);
    }

    void End(PeerEndingKind kind, long? code) => _aborted.TrySetResult(new(kind, options.Time.Stamp(), code));
}
