using System.IO.Compression;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using Sluice.Relay;

namespace Sluice.Upstream;

/// <summary>An upstream's status, headers and body, and the ways to be done with it.</summary>
public sealed class UpstreamAnswer
{
    static readonly StreamPipeReaderOptions PipeOptions = new(bufferSize: 16 << 10, minimumReadSize: 1 << 10, leaveOpen: true);

    readonly HttpResponseMessage _response;
    readonly CancellationTokenSource _attempt;
    readonly List<PipeReader> _pipes = [];
    int _done;

    internal UpstreamAnswer(HttpResponseMessage response, Stream body, CancellationTokenSource attempt)
    {
        _response = response;
        _attempt = attempt;
        Body = Open(body);
    }

    /// <summary>HTTP status.</summary>
    public int Status => (int)_response.StatusCode;

    /// <summary>The response's own headers.</summary>
    public HttpResponseHeaders Headers => _response.Headers;

    /// <summary>The headers that describe the body.</summary>
    public HttpContentHeaders ContentHeaders => _response.Content.Headers;

    /// <summary>The body as it comes from the wire.</summary>
    public PipeReader Body { get; }

    /// <summary>The codings of the body, lower case, outermost last; empty for plain bytes.</summary>
    public IReadOnlyList<string> Encodings => [.. ContentHeaders.ContentEncoding.Select(e => e.ToLowerInvariant()).Where(e => e != "identity")];

    /// <summary>The body decoded as it streams; null where a coding is not known here.</summary>
    public PipeReader? Decode(PipeReader body, IReadOnlyList<string> encodings)
    {
        var stream = body.AsStream(leaveOpen: true);
        foreach (var encoding in encodings.Reverse())
        {
            // The decompressors return what they have as soon as their input pauses: a flushed event comes out when it came in.
            Stream? decoder = encoding switch
            {
                "gzip" or "x-gzip" => new GZipStream(stream, CompressionMode.Decompress),
                "br" => new BrotliStream(stream, CompressionMode.Decompress),
                "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
                _ => null,
            };
            if (decoder is null)
                return null;
            stream = decoder;
        }

        return Open(stream);
    }

    PipeReader Open(Stream stream)
    {
        var pipe = PipeReader.Create(stream, PipeOptions);
        _pipes.Add(pipe);
        return pipe;
    }

    /// <summary>The upstream has ended its side and everything was read: its connection has gone back to the pool.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _done, 1) == 0)
            _response.Dispose();
    }

    /// <summary>The upstream is no longer wanted: its connection or HTTP/2 stream ends now.</summary>
    public void Abort()
    {
        if (Interlocked.Exchange(ref _done, 1) != 0)
            return;
        // The innermost pipe's pending read is what holds the connection: cancelling it closes the socket (HTTP/1.1) or resets the stream (HTTP/2).
        _pipes[0].CancelPendingRead();
        _attempt.Cancel();
        _response.Dispose();
    }

    /// <summary>
    /// The answer is understood to its end, but the upstream may not have ended its side yet. Waits a little for that, so that the connection
    /// can serve the next request, while the client is already being told that it has everything.
    /// </summary>
    /// <param name="pacer">The exchange's pacer, done with everything else.</param>
    /// <param name="clocks">For the time.</param>
    /// <param name="patience">How long to wait.</param>
    public async Task FinishAsync(Pacer pacer, StreamClocks clocks, long patience)
    {
        try
        {
            var due = clocks.Now + patience;
            for (var bytes = 0L; bytes < 64 << 10;)
            {
#pragma warning disable CA2012 // one pending read across several waits, as in the relay
                var read = _pipes[0].ReadAsync().GetAwaiter();
#pragma warning restore CA2012
                if (!read.IsCompleted)
                {
                    read.UnsafeOnCompleted(pacer.OperationCompleted);
                    while (!read.IsCompleted && clocks.Now < due)
                        await pacer.WaitAsync(due);
                    if (!read.IsCompleted)
                        return;
                }

                var result = read.GetResult();
                bytes += result.Buffer.Length;
                _pipes[0].AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    Release();
                    return;
                }
            }
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The upstream broke behind its own last event: nothing that the client could still miss.
        }
        finally
        {
            Abort();
        }
    }
}
