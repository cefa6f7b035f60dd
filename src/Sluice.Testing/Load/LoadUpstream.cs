using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Testing.Load;

/// <summary>
/// A model server that costs as little as a load test needs it to: HTTP/1.1 on raw sockets, every stream as the plan in its request says
/// (<see cref="LoadPlan"/>), every event stamped (<see cref="LoadEvent"/>).
/// </summary>
internal sealed class LoadUpstream : IAsyncDisposable
{
    static readonly TimeSpan PatienceForGone = TimeSpan.FromSeconds(1);

    readonly TimeProvider _time;
    readonly LoadPacing _pacing;
    readonly List<Socket> _listeners = [];
    readonly ConcurrentDictionary<Socket, bool> _open = new();
    readonly ConcurrentDictionary<uint, TaskCompletionSource<long>> _watched = new();

    LoadUpstream(TimeProvider time) => (_time, _pacing) = (time, new LoadPacing(time));

    /// <summary>Where the upstream listens.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => [.. _listeners.Select(l => (IPEndPoint)l.LocalEndPoint!)];

    /// <summary>Starts an upstream.</summary>
    /// <exception cref="SocketException">An address cannot be bound.</exception>
    public static LoadUpstream Start(TimeProvider time, params IEnumerable<IPEndPoint> addresses)
    {
        var upstream = new LoadUpstream(time);
        foreach (var address in addresses)
        {
            var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            upstream._listeners.Add(listener);
            listener.Bind(address);
            listener.Listen(4096);
            _ = upstream.AcceptAsync(listener);
        }

        return upstream;
    }

    async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    async Task ServeAsync(Socket socket)
    {
        var connection = new LoadUpstreamConnection(socket, this);
        _open[socket] = true;
        try
        {
            await connection.RunAsync();
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            connection.Gone();
        }
        finally
        {
            _open.TryRemove(socket, out _);
            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
            listener.Dispose();
        await _pacing.DisposeAsync();
        foreach (var socket in _open.Keys)
            socket.Dispose();
    }

    /// <summary>One connection: requests one after the other, each answered as its plan says.</summary>
    sealed class LoadUpstreamConnection(Socket socket, LoadUpstream upstream)
    {
        byte[] _buffer = new byte[2048];
        PacedStream? _stream;
        uint _id;

        public async Task RunAsync()
        {
            socket.NoDelay = true;
            var held = 0;
            while (true)
            {
                // Pending while a stream runs, too: that is how its client's leaving is seen at once.
                var read = await socket.ReceiveAsync(_buffer.AsMemory(held), SocketFlags.None);
                if (read == 0)
                {
                    Gone();
                    return;
                }

                held += read;
                if (LoadRequest.Length(_buffer.AsSpan(0, held)) is { } length && length <= held)
                {
                    await AnswerAsync(LoadPlan.Find(_buffer.AsSpan(0, length)));
                    _buffer.AsSpan(length, held - length).CopyTo(_buffer);
                    held -= length;
                }
                else if (held == _buffer.Length)
                {
                    Array.Resize(ref _buffer, _buffer.Length * 2);
                }
            }
        }

        /// <summary>Notes that the client left while a stream ran.</summary>
        public void Gone()
        {
            _stream?.Leave();
            if (_id != 0 && _stream is { Ended: false } && upstream._watched.TryGetValue(_id, out var watch))
                watch.TrySetResult(upstream._time.GetTimestamp());
        }

        async ValueTask AnswerAsync(LoadPlan? asked)
        {
            if (asked is not { } plan)
            {
                await socket.SendAsync(LoadAnswers.NoPlan, SocketFlags.None);
                return;
            }

            switch (plan.Kind)
            {
                case LoadKind.Instant:
                    await InstantAsync(plan.Count);
                    break;
                case LoadKind.Whole:
                    await socket.SendAsync(LoadAnswers.Whole(plan.Count, upstream._time.GetTimestamp()), SocketFlags.None);
                    break;
                case LoadKind.Paced:
                    Watch(plan);
                    await socket.SendAsync(LoadAnswers.Head, SocketFlags.None);
                    upstream._pacing.Add(_stream = Stream(plan, 0));
                    break;
                case LoadKind.Open:
                    Watch(plan);
                    await socket.SendAsync(LoadAnswers.Opening(upstream._time.GetTimestamp()), SocketFlags.None);
                    upstream._pacing.Hold(_stream = Stream(plan, 1));
                    break;
                case LoadKind.Release:
                    upstream._pacing.Release();
                    await socket.SendAsync(LoadAnswers.One(0, upstream._time.GetTimestamp()), SocketFlags.None);
                    break;
                case LoadKind.Gone:
                    await GoneAsync(plan.Id);
                    break;
                default:
                    await socket.SendAsync(LoadAnswers.NoPlan, SocketFlags.None);
                    break;
            }
        }

        async ValueTask InstantAsync(int count)
        {
            var frame = LoadAnswers.Opening(upstream._time.GetTimestamp());
            await socket.SendAsync(frame.AsMemory(), SocketFlags.None);
            for (var i = 1; i < count; i++)
            {
                LoadAnswers.WriteFrame(frame, i, upstream._time.GetTimestamp());
                await socket.SendAsync(frame.AsMemory(0, LoadAnswers.FrameLength), SocketFlags.None);
            }

            await socket.SendAsync(LoadAnswers.Tail.AsMemory(), SocketFlags.None);
        }

        PacedStream Stream(LoadPlan plan, int first) => new(socket, plan.IntervalMs * upstream._time.TimestampFrequency / 1000, first, plan.Count);

        void Watch(LoadPlan plan)
        {
            _id = plan.Id;
            if (_id != 0)
                upstream._watched[_id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        async Task GoneAsync(uint id)
        {
            var (number, stamp) = (0, 0L);
            if (upstream._watched.TryGetValue(id, out var watch))
            {
                await Task.WhenAny(watch.Task, Task.Delay(PatienceForGone, upstream._time));
                upstream._watched.TryRemove(id, out _);
                if (watch.Task.IsCompletedSuccessfully)
                    (number, stamp) = (1, await watch.Task);
            }

            await socket.SendAsync(LoadAnswers.One(number, stamp), SocketFlags.None);
        }
    }
}
