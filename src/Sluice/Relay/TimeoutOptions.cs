namespace Sluice.Relay;

/// <summary>The clocks of one exchange. Each has its own outcome, and each may be off (null).</summary>
/// <param name="Connect">Longest time to open a connection. Default 5 s.</param>
/// <param name="FirstToken">From request written to first content event; while it runs, fallback is still possible. Default 120 s.</param>
/// <param name="Idle">Longest silence between upstream bytes. Default 120 s.</param>
/// <param name="Progress">Longest time without a content event; pings and comments are not progress. Default: off.</param>
/// <param name="Total">Longest exchange. Default: off, since a stream has no natural length.</param>
/// <param name="ClientWrite">Longest time a client may leave our bytes unread. Default 60 s.</param>
public sealed record TimeoutOptions(
    TimeSpan? Connect, TimeSpan? FirstToken, TimeSpan? Idle, TimeSpan? Progress, TimeSpan? Total, TimeSpan? ClientWrite)
{
    /// <summary>5 s, 120 s, 120 s, off, off, 60 s.</summary>
    public static TimeoutOptions Default { get; } = new(
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(120), null, null, TimeSpan.FromSeconds(60));
}

/// <summary>What a client gets when its stream fails after it began.</summary>
public enum OnError
{
    /// <summary>The dialect's error event, delivered; then the message is left incomplete.</summary>
    Event,

    /// <summary>The transport is reset; nothing is added.</summary>
    Abort,
}
