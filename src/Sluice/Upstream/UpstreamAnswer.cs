using System.IO.Compression;
using System.IO.Pipelines;
using Sluice.Relay;

namespace Sluice.Upstream;

/// <summary>An upstream's status, headers and body, and the ways to be done with it.</summary>
public sealed class UpstreamAnswer
{
    static readonly StreamPipeReaderOptions PipeOptions = new(bufferSize: 16 << 10, minimumReadSize: 1 << 10, leaveOpen: true);

    readonly IUpstreamHold _hold;
    readonly List<string> _encodings;
    int _done;

    internal UpstreamAnswer(int status, AnswerHeaders headers, PipeReader body, IUpstreamHold hold)
    {
        (Status, Headers, Body, _hold) = (status, headers, body, hold);
        _encodings = headers.Find("Content-Encoding") < 0 ? [] : headers.Elements("Content-Encoding");
        _encodings.RemoveAll(static encoding => encoding == "identity");
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>The headers, those of the body among them; none once they were given up.</summary>
    public AnswerHeaders Headers { get; private set; }

    /// <summary>Gives up the headers: everything that they decide is decided.</summary>
    public void Forget() => Headers = AnswerHeaders.None;

    /// <summary>The body as it comes from the wire.</summary>
    public PipeReader Body { get; }

    /// <summary>The codings of the body, lower case, outermost last; empty for plain bytes.</summary>
    public IReadOnlyList<string> Encodings => _encodings;

    /// <summary>The body decoded as it streams; null where a coding is not known here.</summary>
    public static PipeReader? Decode(PipeReader body, IReadOnlyList<string> encodings)
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

        return Pipe(stream);
    }

    /// <summary>A stream as a pipe whose reads are the stream's.</summary>
    internal static PipeReader Pipe(Stream stream) => PipeReader.Create(stream, PipeOptions);

    /// <summary>The upstream has ended its side and everything was read: its connection goes back to the pool.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _done, 1) == 0)
            _hold.Release();
    }

    /// <summary>The upstream is no longer wanted: its connection or HTTP/2 stream ends now.</summary>
    public void Abort()
    {
        if (Interlocked.Exchange(ref _done, 1) == 0)
            _hold.Abort();
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
                var read = Body.ReadAsync().GetAwaiter();
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
                Body.AdvanceTo(result.Buffer.End);
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
