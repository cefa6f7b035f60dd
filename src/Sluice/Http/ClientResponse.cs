using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sluice.Relay;

namespace Sluice.Http;

/// <summary>The client's side of an exchange: status and headers are set aside until it is certain that they are the right ones.</summary>
sealed class ClientResponse(HttpContext http, string requestId) : IDownstream
{
    readonly CountingWriter _writer = new(http.Response.BodyWriter);
    IReadOnlyList<KeyValuePair<string, string>> _headers = [];

    /// <summary>Status that <see cref="Begin"/> will send, or has sent.</summary>
    public int Status { get; private set; } = StatusCodes.Status200OK;

    /// <summary>Whether the answer is an event stream.</summary>
    public bool IsEventStream { get; private set; }

    /// <summary>The body's type.</summary>
    public string? ContentType { get; private set; }

    /// <summary>The body's length, where it was announced and nothing in the body is changed.</summary>
    public long? ContentLength { get; private set; }

    /// <summary>Body bytes written.</summary>
    public long Bytes => _writer.Count;

    /// <inheritdoc/>
    public bool Begun { get; private set; }

    /// <summary>Called once, when status and headers are settled.</summary>
    public Action? OnBegin { get; set; }

    /// <inheritdoc/>
    public PipeWriter Writer => _writer;

    /// <summary>Notes what the answer will be; without effect once the client's side has begun.</summary>
    public void Prepare(int status, string? contentType, long? contentLength, bool eventStream, IReadOnlyList<KeyValuePair<string, string>>? headers = null)
    {
        if (Begun)
            return;
        Status = status;
        ContentType = contentType;
        ContentLength = contentLength;
        IsEventStream = eventStream;
        if (headers is not null)
            _headers = headers;
    }

    /// <inheritdoc/>
    public void Begin()
    {
        Begun = true;
        var response = http.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in _headers)
            response.Headers[name] = value;
        _headers = [];
        if (IsEventStream)
        {
            // The widest-reaching pair against buffering on the way: nginx and its family obey the one, compressors and CDNs the other.
            response.Headers.ContentType = "text/event-stream; charset=utf-8";
            response.Headers.CacheControl = "no-cache, no-transform";
            response.Headers["X-Accel-Buffering"] = "no";
        }
        else
        {
            response.ContentType = ContentType;
            response.ContentLength = ContentLength;
        }

        if (!response.Headers.ContainsKey("X-Request-Id"))
            response.Headers["X-Request-Id"] = requestId;
        response.Headers["X-Sluice-Request-Id"] = requestId;
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        OnBegin?.Invoke();
    }

    /// <summary>Called once, when the last bytes are about to leave: what the exchange holds for itself is given back before its client can know.</summary>
    public Action? OnEnd { get; set; }

    /// <inheritdoc/>
    public ValueTask<FlushResult> EndAsync()
    {
        // Only a chunked body or an HTTP/2 stream has an end of its own to send with its last bytes.
        if (ContentLength is not null)
            return _writer.FlushAsync();
        OnEnd?.Invoke();
        var ending = http.Response.CompleteAsync();
        return ending.IsCompletedSuccessfully ? default : AwaitAsync(ending);

        static async ValueTask<FlushResult> AwaitAsync(Task ending)
        {
            await ending;
            return default;
        }
    }

    /// <inheritdoc/>
    public void Abort() => http.Abort();
}

/// <summary>
/// Thrown out of the handler when a message must stay incomplete. On HTTP/1.1 the server then closes without the final chunk, on HTTP/2 it
/// resets the stream, and in both cases what was flushed before arrives; aborting the connection instead would destroy it.
/// </summary>
sealed class IncompleteMessageException(string reason) : IOException(reason);
