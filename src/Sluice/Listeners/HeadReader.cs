using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Sluice.Listeners;

/// <summary>Reads the head of a new connection, and not one byte more: what follows it stays in the pipe for whoever reads next.</summary>
internal sealed class HeadReader(int limit, DeadlineQueue clock)
{
    /// <summary>The request or the refusal; neither where the client left, or stayed silent until the limit.</summary>
    public async ValueTask<(ProxyRequest? Request, Refusal? Refusal)> ReadAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var scanner = new HeadScanner(limit);
        using var deadline = clock.Start(input.CancelPendingRead);

        // A server that stops must not wait for a client that has not even asked yet.
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        await using var registration = stopping.UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), input);

        while (true)
        {
            var read = await input.ReadAsync();
            if (scanner.TryFindEnd(read.Buffer, out var end, out var refusal))
            {
                var parsed = HeadParser.Parse(ToSpan(read.Buffer.Slice(0, end)), connection.RemoteEndPoint);
                input.AdvanceTo(end);
                return parsed;
            }

            var isEmpty = read.Buffer.IsEmpty;
            var isOver = refusal is not null || read.IsCompleted || deadline.Expired || stopping.IsCancellationRequested;
            input.AdvanceTo(isOver ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            if (!isOver)
                continue;

            if (refusal is not null || isEmpty || stopping.IsCancellationRequested)
                return (null, refusal);
            return (null, read.IsCompleted
                ? Refusal.Malformed("The connection ended inside the request head.")
                : Refusal.TimedOut(clock.Limit));
        }
    }

    static ReadOnlySpan<byte> ToSpan(in ReadOnlySequence<byte> head) => head.IsSingleSegment ? head.FirstSpan : head.ToArray();
}
