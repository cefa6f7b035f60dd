using System.Globalization;
using System.Text;

namespace Sluice.Testing.Load;

/// <summary>What the upstream of a load does with a request.</summary>
internal enum LoadKind
{
    /// <summary>Each event in a write of its own, without a pause: what a model server sends that has all its tokens already.</summary>
    Instant,

    /// <summary>The whole answer in one write.</summary>
    Whole,

    /// <summary>An event per interval.</summary>
    Paced,

    /// <summary>One event, then silence until the streams are released, then an event per interval.</summary>
    Open,

    /// <summary>Releases all open streams; answers with one event.</summary>
    Release,

    /// <summary>Answers when the stream of that number has lost its client, with one event: 1 and when it happened, or 0 where it did not.</summary>
    Gone,
}

/// <summary>
/// A stream as the load wants it, written into the request's message: <c>sluice-bench-plan:paced-20-150-7;</c> is 150 events, one every 20 ms,
/// of stream 7. There it passes any gateway, whatever that makes of model names and unknown fields.
/// </summary>
/// <param name="Kind">What to do.</param>
/// <param name="IntervalMs">Milliseconds from event to event.</param>
/// <param name="Count">Number of events.</param>
/// <param name="Id">Number of the stream where somebody will ask for it; otherwise 0.</param>
internal readonly record struct LoadPlan(LoadKind Kind, int IntervalMs, int Count, uint Id = 0)
{
    static readonly byte[] Mark = Encoding.ASCII.GetBytes("sluice-bench-plan:");

    /// <summary>Without a pause, event by event.</summary>
    public static LoadPlan Instant(int count) => new(LoadKind.Instant, 0, count);

    /// <summary>In one write.</summary>
    public static LoadPlan Whole(int count) => new(LoadKind.Whole, 0, count);

    /// <summary>At a rate.</summary>
    public static LoadPlan Paced(TimeSpan interval, int count, uint id = 0) => new(LoadKind.Paced, (int)interval.TotalMilliseconds, count, id);

    /// <summary>One event, and <paramref name="count"/> further ones after the release.</summary>
    public static LoadPlan Open(TimeSpan interval, int count, uint id = 0) => new(LoadKind.Open, (int)interval.TotalMilliseconds, count, id);

    /// <summary>Events that the client has to see.</summary>
    public int Events => Kind switch
    {
        LoadKind.Open => Count + 1,
        LoadKind.Release or LoadKind.Gone => 1,
        _ => Count,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"sluice-bench-plan:{Kind.ToString().ToLowerInvariant()}-{IntervalMs}-{Count}-{Id};");

    /// <summary>Finds the plan in a request's body.</summary>
    /// <returns>Null where there is none, or none that makes sense.</returns>
    public static LoadPlan? Find(ReadOnlySpan<byte> body)
    {
        var at = body.IndexOf(Mark);
        if (at < 0)
            return null;
        var rest = body[(at + Mark.Length)..];
        var end = rest.IndexOf((byte)';');
        if (end is < 0 or > 64)
            return null;
        Span<Range> parts = stackalloc Range[5];
        var text = Encoding.ASCII.GetString(rest[..end]);
        return text.AsSpan().Split(parts, '-') == 4
            && Enum.TryParse<LoadKind>(text[parts[0]], ignoreCase: true, out var kind)
            && int.TryParse(text[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var interval)
            && int.TryParse(text[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && uint.TryParse(text[parts[3]], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new(kind, interval, count, id) : null;
    }
}
