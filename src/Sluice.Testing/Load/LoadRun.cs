using System.Net.Sockets;

namespace Sluice.Testing.Load;

/// <summary>Many clients at once, each on a connection of its own, in turn through as many streams as there is time for.</summary>
internal sealed class LoadRun(LoadTarget target, TimeProvider time) : IDisposable
{
    const int OpeningAtOnce = 64;

    readonly List<LoadConnection> _connections = [];
    readonly List<string> _faults = [];
    int _streams;

    /// <summary>How long a hop that does not answer any more is waited for, beyond the run's own duration.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of a connection's buffer; smaller where thousands are open.</summary>
    public int BufferSize { get; init; } = 16 << 10;

    /// <summary>Events that have arrived so far, over all connections.</summary>
    public long Events
    {
        get
        {
            lock (_connections)
                return _connections.Sum(c => c.Events);
        }
    }

    /// <summary>Streams that have ended so far.</summary>
    public int Streams => Volatile.Read(ref _streams);

    /// <summary>What was wrong so far.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_faults)
                return [.. _faults];
        }
    }

    /// <summary>Ages of events, without the first few of each connection.</summary>
    public LoadSamples AgesBehind(int skipped) => LoadSamples.Behind(_connections.Select(c => c.Ages), skipped, time);

    /// <summary>Connects all clients and runs.</summary>
    /// <param name="clients">Clients at once.</param>
    /// <param name="message">What each request says.</param>
    /// <param name="expected">Events that each stream has to have; -1 for an upstream that does not stamp.</param>
    /// <param name="duration">How long new streams are started; zero: one stream per client.</param>
    public async Task<LoadResult> RunAsync(int clients, string message, int expected, TimeSpan duration)
    {
        await ConnectAsync(clients);
        var request = target.Request(message);
        var start = time.GetTimestamp();
        await WithinAsync(duration + Patience, Task.WhenAll(_connections.ToArray().Select(c => ClientAsync(c, request, expected, start, duration))));
        return Result(start);
    }

    /// <summary>Runs one client through streams one after the other, as many as asked for.</summary>
    /// <param name="count">How many.</param>
    /// <param name="message">What each request says.</param>
    /// <param name="expected">Events that each stream has to have; -1 for an upstream that does not stamp.</param>
    public async Task<LoadResult> SinglesAsync(int count, string message, int expected)
    {
        await ConnectAsync(1);
        var request = target.Request(message);
        var start = time.GetTimestamp();
        await WithinAsync(Patience, Guarded(async () =>
        {
            for (var i = 0; i < count && _connections.Count > 0; i++)
            {
                var fault = await _connections[0].StreamAsync(request, expected);
                _streams++;
                if (fault is not null)
                    return fault;
            }

            return null;
        }));
        return Result(start);
    }

    /// <summary>Opens further streams and waits until each has had its first event.</summary>
    /// <param name="count">How many more.</param>
    /// <param name="message">What each request says.</param>
    public async Task OpenAsync(int count, string message)
    {
        var request = target.Request(message);
        var next = _connections.Count;
        var end = next + count;
        await WithinAsync(Patience, Task.WhenAll(Enumerable.Range(0, OpeningAtOnce).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) <= end)
            {
                await Guarded(async () =>
                {
                    var connection = await LoadConnection.ConnectAsync(target, next, BufferSize, time);
                    lock (_connections)
                        _connections.Add(connection);
                    var state = await connection.BeginAsync(request, 1);
                    return state == AnswerState.Open ? null : connection.Judge(state, 1) ?? "the stream ended with its first event";
                });
            }
        })));
    }

    /// <summary>Reads all open streams to their end.</summary>
    /// <param name="expected">Events that each has to have.</param>
    public async Task<LoadResult> FinishAsync(int expected)
    {
        var start = time.GetTimestamp();
        await WithinAsync(Patience, Task.WhenAll(_connections.ToArray().Select(c => Guarded(async () =>
        {
            var fault = c.Judge(await c.EndAsync(), expected);
            Interlocked.Increment(ref _streams);
            return fault;
        }))));
        return Result(start);
    }

    async Task ConnectAsync(int clients)
    {
        for (var i = 0; i < clients; i++)
            await Guarded(async () =>
            {
                _connections.Add(await LoadConnection.ConnectAsync(target, i, BufferSize, time));
                return null;
            });
    }

    async Task ClientAsync(LoadConnection connection, byte[] request, int expected, long start, TimeSpan duration)
    {
        var healthy = true;
        do
        {
            healthy = await Guarded(async () =>
            {
                var fault = await connection.StreamAsync(request, expected);
                Interlocked.Increment(ref _streams);
                return fault;
            });
        }
        while (healthy && time.GetElapsedTime(start) < duration);
    }

    async Task<bool> Guarded(Func<ValueTask<string?>> work)
    {
        string? fault;
        try
        {
            fault = await work();
        }
        catch (Exception broken) when (broken is SocketException or IOException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            fault = broken is ObjectDisposedException ? "nothing came any more, and the load gave up" : broken.Message;
        }

        if (fault is null)
            return true;
        lock (_faults)
            _faults.Add(fault);
        return false;
    }

    async Task WithinAsync(TimeSpan limit, Task work)
    {
        using var over = new CancellationTokenSource(limit, time);
        // Reads take no token, which would cost a registration each: closing the connections ends them.
        using var closing = over.Token.Register(Dispose);
        await work;
    }

    LoadResult Result(long start)
    {
        var seconds = time.GetElapsedTime(start).TotalSeconds;
        return new(
            seconds, _streams, Events, Faults,
            LoadSamples.Of(_connections.Select(c => c.FirstBytes), time), LoadSamples.Of(_connections.Select(c => c.FirstEvents), time),
            LoadSamples.Of(_connections.Select(c => c.Ages), time), LoadSamples.Of(_connections.Select(c => c.Gaps), time));
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        lock (_connections)
        {
            foreach (var connection in _connections)
                connection.Dispose();
        }
    }
}
