using System.IO.Pipelines;

namespace Sluice.Upstream;

/// <summary>An answer that came over HTTP/2, through .NET's own client.</summary>
sealed class Http2Hold(HttpResponseMessage response, PipeReader body, CancellationTokenSource attempt) : IUpstreamHold
{
    public static UpstreamAnswer Answer(HttpResponseMessage response, Stream stream, CancellationTokenSource attempt)
    {
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value)));
        var body = UpstreamAnswer.Pipe(stream);
        return new UpstreamAnswer((int)response.StatusCode, AnswerHeaders.From(headers), body, new Http2Hold(response, body, attempt));
    }

    public void Release() => response.Dispose();

    public void Abort()
    {
        // The pending read is what holds the stream: cancelling it resets it.
        body.CancelPendingRead();
        attempt.Cancel();
        response.Dispose();
    }
}
