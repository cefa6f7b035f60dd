using System.Collections.Concurrent;

namespace Sluice.Testing;

/// <summary>What a scripted upstream knows whatever its HTTP version: the scripts, the requests, the connections, the faults.</summary>
internal sealed class Playbook(int keepRequests)
{
    readonly ConcurrentQueue<ResponseScript> _queue = new();
    readonly ConcurrentQueue<Exception> _faults = new();
    readonly List<RecordedRequest> _requests = [];
    readonly Pulse _pulse = new();
    Func<RecordedRequest, ResponseScript>? _answer;
    int _dropped;
    int _accepted;
    int _open;

    public IReadOnlyList<Exception> Faults => [.. _faults];

    public int Accepted => Volatile.Read(ref _accepted);

    public int Open => Volatile.Read(ref _open);

    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public void RespondWith(Func<RecordedRequest, ResponseScript> answer) => Volatile.Write(ref _answer, answer);

    public void RespondOnce(ResponseScript script) => _queue.Enqueue(script);

    public int NoteConnection()
    {
        Interlocked.Increment(ref _open);
        var number = Interlocked.Increment(ref _accepted);
        _pulse.Beat();
        return number;
    }

    public void NoteConnectionEnd()
    {
        Interlocked.Decrement(ref _open);
        _pulse.Beat();
    }

    public void NoteFault(Exception fault) => _faults.Enqueue(fault);

    /// <summary>Records the request and finds its script.</summary>
    public ResponseScript Take(RecordedRequest request)
    {
        lock (_requests)
        {
            _requests.Add(request);
            // Dropped in batches, so that a long run pays for the copying rarely.
            if (_requests.Count >= keepRequests * 2L)
            {
                _dropped += _requests.Count - keepRequests;
                _requests.RemoveRange(0, _requests.Count - keepRequests);
            }
        }
        _pulse.Beat();
        if (_queue.TryDequeue(out var script))
            return script;
        if (Volatile.Read(ref _answer) is { } answer)
            return answer(request);
        var message = $"No response is scripted for {request.Method} {request.Target}: call Respond, RespondOnce or RespondWith first.";
        NoteFault(new InvalidOperationException(message));
        return new ResponseScript().Whole(500, "text/plain", System.Text.Encoding.UTF8.GetBytes(message));
    }

    public async Task<RecordedRequest> WaitForRequestAsync(int number, TimeSpan? limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        await _pulse.UntilAsync(() => Count >= number).Within($"request number {number}", limit, Situation);
        lock (_requests)
        {
            if (number > _dropped)
                return _requests[number - 1 - _dropped];
        }
        throw new InvalidOperationException(
            $"Request number {number} is no longer kept: {nameof(ScriptedUpstreamOptions.KeepRequests)} is {keepRequests}.");
    }

    public Task WaitForOpenConnectionsAsync(int atMost, TimeSpan? limit) =>
        _pulse.UntilAsync(() => Open <= atMost).Within($"at most {atMost} open connections", limit, Situation);

    int Count
    {
        get
        {
            lock (_requests)
                return _dropped + _requests.Count;
        }
    }

    string Situation()
    {
        var faults = Faults.Count == 0 ? "" : $" Faults: {string.Join("; ", Faults.Select(f => f.Message))}";
        return $"So far: {Count} requests, {Accepted} connections accepted, {Open} open.{faults}";
    }
}
