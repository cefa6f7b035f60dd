namespace Sluice.Admission;

/// <summary>How many exchanges may be open at once. One more is refused before its body is read; the open ones are never touched.</summary>
public sealed class StreamSlots
{
    /// <summary>Descriptors kept back for listeners, logs, files and the admin port.</summary>
    const long Reserve = 512;

    /// <summary>Two sockets for each exchange, one either side.</summary>
    const long SocketsPerExchange = 2;

    /// <summary>Outbound ports per source and upstream address under Linux' default range (32768 to 60999).</summary>
    const long Ports = 28_232;

    /// <summary>Memory of one open stream, all parts, rounded up from measurements.</summary>
    const long BytesPerStream = 64 << 10;

    int _used;

    /// <summary>Slots in use.</summary>
    public int Used => Volatile.Read(ref _used);

    /// <summary>Slots in all.</summary>
    public int Total { get; private set; } = int.MaxValue;

    /// <summary>Sets the number of slots: as configured, or the smallest of what descriptors, ports and memory allow.</summary>
    /// <param name="configured">The configured number, or null.</param>
    /// <param name="descriptors">The descriptor limit, or null where it is not known.</param>
    /// <param name="memory">Memory available, in bytes.</param>
    public void Resize(int? configured, long? descriptors, long memory) =>
        Total = configured ?? (int)Math.Max(16, Math.Min(Math.Min(((descriptors ?? 65_536) - Reserve) / SocketsPerExchange, Ports), memory / 2 / BytesPerStream));

    /// <summary>Takes a slot; false where none is free.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _used) <= Total)
            return true;
        Interlocked.Decrement(ref _used);
        return false;
    }

    /// <summary>Gives a slot back.</summary>
    public void Return() => Interlocked.Decrement(ref _used);

    /// <summary>The descriptor limit of this process, where the system tells it.</summary>
    public static long? DescriptorLimit()
    {
        try
        {
            var line = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
            var soft = line?[26..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            return long.TryParse(soft, out var limit) ? limit : null;
        }
        catch (IOException)
        {
            // Not Linux: there the limit is not what binds.
            return null;
        }
    }
}
