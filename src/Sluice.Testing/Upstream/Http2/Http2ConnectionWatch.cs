using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Sluice.Testing;

/// <summary>One HTTP/2 connection of a scripted upstream: its number, and how the peer ended it.</summary>
internal sealed class Http2ConnectionWatch(int number, TimeProvider time)
{
    readonly TaskCompletionSource<PeerEnding> _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Number => number;

    public Http2FrameWatch Frames { get; } = new();

    public Task<PeerEnding> Ending => _ending.Task;

    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        connection.Features.Set(this);
        connection.Transport = new Duplex(new WatchedPipeReader(transport.Input, Frames, End), transport.Output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
            End(PeerEndingKind.ByScript);
        }
    }

    void End(PeerEndingKind kind) => _ending.TrySetResult(new(kind, time.Stamp()));

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
