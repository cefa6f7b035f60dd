using System.Net.Security;

namespace Sluice.Listeners;

/// <summary>
/// The certificates of intercepted hosts, made when a host is first asked for and kept for the most recently used ones.
/// A host asked for by many connections at once is made once; no connection blocks a thread while it waits.
/// </summary>
public sealed class LeafCertificates
{
    /// <summary>How many hosts are kept: 256.</summary>
    public const int DefaultCapacity = 256;

    readonly Lock _lock = new();
    readonly Dictionary<string, LinkedListNode<Entry>> _byHost = new(StringComparer.Ordinal);
    readonly LinkedList<Entry> _byUse = new();
    readonly LeafIssuer _issuer;
    readonly TimeProvider _time;
    readonly int _capacity;

    /// <summary>Serves leaf certificates signed by an authority.</summary>
    /// <param name="authority">Who signs.</param>
    /// <param name="time">The clock that validity is measured with.</param>
    /// <param name="capacity">How many hosts are kept; the least recently used one leaves.</param>
    public LeafCertificates(CertificateAuthority authority, TimeProvider time, int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Authority = authority;
        _issuer = new LeafIssuer(authority, time);
        _time = time;
        _capacity = capacity;
    }

    /// <summary>Who signs.</summary>
    public CertificateAuthority Authority { get; }

    internal int Count
    {
        get
        {
            lock (_lock)
                return _byHost.Count;
        }
    }

    /// <summary>The certificate and chain for a host in its normal form: lower case, no trailing dot, addresses without brackets.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">
    /// The leaf cannot be made; the next call tries again.
    /// </exception>
    public Task<SslStreamCertificateContext> GetAsync(string host)
    {
        Entry entry;
        lock (_lock)
        {
            if (_byHost.TryGetValue(host, out var node))
            {
                if (node.Value.IsUsable(_time.GetUtcNow()))
                {
                    _byUse.Remove(node);
                    _byUse.AddFirst(node);
                    return node.Value.Context;
                }

                _byUse.Remove(node);
            }

            entry = new Entry(host);
            _byHost[host] = _byUse.AddFirst(entry);
            if (_byHost.Count > _capacity)
            {
                // Not disposed: a handshake may be using it. Its key goes with the garbage collection.
                _byHost.Remove(_byUse.Last!.Value.Host);
                _byUse.RemoveLast();
            }
        }

        // Off the caller's thread: socket completions run inline, and a key pair with signature and chain costs a millisecond or more.
        _ = Task.Run(() => entry.Make(_issuer));
        return entry.Context;
    }

    sealed class Entry(string host)
    {
        readonly TaskCompletionSource<SslStreamCertificateContext> _made = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long _renewAtTicks = long.MaxValue;

        public string Host => host;

        public Task<SslStreamCertificateContext> Context => _made.Task;

        public bool IsUsable(DateTimeOffset now) => !_made.Task.IsFaulted && now.UtcTicks < Volatile.Read(ref _renewAtTicks);

        public void Make(LeafIssuer issuer)
        {
            try
            {
                var leaf = issuer.Issue(host);
                Volatile.Write(ref _renewAtTicks, leaf.RenewAt.UtcTicks);
                _made.SetResult(leaf.Context);
            }
            catch (Exception e)
            {
                // Every waiting connection gets the failure; the entry is unusable, so the next one tries again.
                _made.SetException(e);
            }
        }
    }
}
