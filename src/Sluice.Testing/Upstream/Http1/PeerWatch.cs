using System.IO.Pipelines;
using System.Net.Sockets;

namespace Sluice.Testing;

/// <summary>
/// Always has a read pending on a connection, so that the peer's leaving is noticed at once, whatever the script does meanwhile.
/// What it reads lies in a pipe for the request reader.
/// </summary>
internal sealed class PeerWatch(Socket socket, Stream stream, TimeProvider time) : IDisposable
{
    // No pause threshold: a full pipe would stop the reading, and with it the noticing.
    readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    readonly TaskCompletionSource<PeerEnding> _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly CancellationTokenSource _gone = new();
    volatile bool _sendingEnded;

    public PipeReader Input => _pipe.Reader;

    public Task<PeerEnding> Ending => _ending.Task;

    /// <summary>Cancelled right after <see cref="Ending"/> is known.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>
    /// Says that this side is about to end the connection, so that what the read sees then is not taken for the peer's doing.
    /// </summary>
    public void EndedByScript() => End(PeerEndingKind.ByScript);

    /// <summary>Says that this side has sent its FIN, after which a socket takes no more bytes whatever the peer does.</summary>
    public void SendingEnded() => _sendingEnded = true;

    public void Dispose() => _gone.Dispose();

    public async Task RunAsync()
    {
        try
        {
            while (await stream.ReadAsync(_pipe.Writer.GetMemory(4096), CancellationToken.None) is > 0 and var length)
            {
                _pipe.Writer.Advance(length);
                await _pipe.Writer.FlushAsync(CancellationToken.None);
            }
            End(WasReset() ? PeerEndingKind.Reset : PeerEndingKind.Fin);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            End(PeerEndingKind.Reset);
        }
        finally
        {
            await _pipe.Writer.CompleteAsync();
        }
    }

    /// <summary>
    /// Whether what reads like an end in order is a reset after all: the system tells a socket of its reset once, and when a write has
    /// been told, the read sees a plain end. A socket that was reset does not even take zero bytes.
    /// </summary>
    bool WasReset()
    {
        if (_sendingEnded)
            return false;
        socket.Send(ReadOnlySpan<byte>.Empty, SocketFlags.None, out var error);
        return error is not (SocketError.Success or SocketError.WouldBlock);
    }

    void End(PeerEndingKind kind)
    {
        if (_ending.TrySetResult(new(kind, time.Stamp())))
            _gone.Cancel();
    }
}
