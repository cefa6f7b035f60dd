using System.Net.Sockets;

namespace Sluice.Testing.Load;

/// <summary>One client on a keep-alive connection. Each stream is checked: every event, once, in order.</summary>
internal sealed class LoadConnection : IDisposable
{
    readonly Socket _socket;
    readonly Stream _stream;
    readonly AnswerReader _reader;
    readonly TimeProvider _time;
    long _sent;
    long _lastRead;

    LoadConnection(Socket socket, Stream stream, int size, TimeProvider time) =>
        (_socket, _stream, _reader, _time) = (socket, stream, new(size), time);

    /// <summary>From sending a request to the first byte of its answer, in ticks.</summary>
    public List<long> FirstBytes { get; } = [];

    /// <summary>From sending a request to the first read with an event, in ticks.</summary>
    public List<long> FirstEvents { get; } = [];

    /// <summary>From one read with events to the next, in ticks.</summary>
    public List<long> Gaps { get; } = [];

    /// <summary>From an event's sending to its arrival, in ticks.</summary>
    public IReadOnlyList<long> Ages => _reader.Ages;

    /// <summary>Events of all streams.</summary>
    public long Events { get; private set; }

    /// <summary>The time in the last event.</summary>
    public long LastStamp => _reader.LastStamp;

    /// <summary>Connects.</summary>
    public static async Task<LoadConnection> ConnectAsync(LoadTarget target, int number, int size, TimeProvider time)
    {
        var (socket, stream) = await target.ConnectAsync(number);
        return new(socket, stream, size, time);
    }

    /// <summary>Sends a request and reads the answer until it has so many events, or its end.</summary>
    public async ValueTask<AnswerState> BeginAsync(ReadOnlyMemory<byte> request, int events)
    {
        _reader.Next();
        _lastRead = 0;
        _sent = _time.GetTimestamp();
        await _stream.WriteAsync(request);
        return await ReadAsync(events, first: true);
    }

    /// <summary>Reads the rest of an answer.</summary>
    public ValueTask<AnswerState> EndAsync() => ReadAsync(int.MaxValue, first: false);

    /// <summary>A whole stream.</summary>
    /// <param name="request">The request.</param>
    /// <param name="expected">Stamped events that it has to have; -1 for an upstream that does not stamp, of which one event is asked.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public async ValueTask<string?> StreamAsync(ReadOnlyMemory<byte> request, int expected)
    {
        var state = await BeginAsync(request, int.MaxValue);
        return Judge(state, expected);
    }

    /// <summary>What is wrong with the stream that was read, or null.</summary>
    public string? Judge(AnswerState state, int expected)
    {
        if (state == AnswerState.Wrong)
            return _reader.Fault;
        if (expected < 0)
            return _reader.Blocks > 0 ? null : "the answer ended without an event";
        if (_reader.Disordered >= 0)
            return $"event {_reader.Disordered} came where event {_reader.Events} was expected: doubled, lost or out of order";
        return _reader.Events == expected ? null : $"{_reader.Events} events came, {expected} were sent";
    }

    /// <summary>Leaves with a reset.</summary>
    /// <returns>When.</returns>
    public long Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        var now = _time.GetTimestamp();
        _socket.Dispose();
        return now;
    }

    async ValueTask<AnswerState> ReadAsync(int events, bool first)
    {
        while (true)
        {
            var read = await _stream.ReadAsync(_reader.Space);
            var now = _time.GetTimestamp();
            if (read == 0)
                return _reader.Close();
            if (first)
            {
                FirstBytes.Add(now - _sent);
                first = false;
            }

            var (stamped, blocks) = (_reader.Events, _reader.Blocks);
            var state = _reader.Take(read, now);
            Events += _reader.Events - stamped;
            if (_reader.Events > stamped || _reader.Blocks > blocks)
                Saw(now);
            if (state != AnswerState.Open || _reader.Events >= events)
                return state;
        }
    }

    void Saw(long now)
    {
        if (_lastRead == 0)
            FirstEvents.Add(now - _sent);
        else
            Gaps.Add(now - _lastRead);
        _lastRead = now;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
