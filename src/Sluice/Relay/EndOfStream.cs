namespace Sluice.Relay;

/// <summary>Why an exchange ended: a closed set, decided where it happens and never guessed from a log afterwards.</summary>
public enum EndOfStream
{
    /// <summary>The dialect's terminal event passed, or a whole body arrived as long as it was announced.</summary>
    Completed,

    /// <summary>The upstream's bytes ended without the dialect's terminal event.</summary>
    Truncated,

    /// <summary>The upstream said that it failed: an error status or an error event.</summary>
    UpstreamError,

    /// <summary>No connection to the upstream, or it was lost before the first response byte.</summary>
    ConnectFailed,

    /// <summary>No content event within the first-token limit.</summary>
    FirstTokenTimeout,

    /// <summary>No upstream byte within the idle limit.</summary>
    IdleTimeout,

    /// <summary>Bytes, but no content event within the progress limit.</summary>
    ProgressTimeout,

    /// <summary>The total limit passed.</summary>
    TotalTimeout,

    /// <summary>The client closed or reset its connection or stream.</summary>
    ClientGone,

    /// <summary>The client left our bytes unread for longer than the client-write limit.</summary>
    ClientStalled,

    /// <summary>The drain deadline passed while the stream still ran.</summary>
    Drained,

    /// <summary>The gateway refused: bad request, no key, no route, no slot.</summary>
    Refused,

    /// <summary>A defect of the gateway.</summary>
    InternalError,
}

/// <summary>Which hop an ending is owed to.</summary>
public enum Hop
{
    /// <summary>Nobody: the exchange completed.</summary>
    None,

    /// <summary>The client.</summary>
    Client,

    /// <summary>This gateway.</summary>
    Gateway,

    /// <summary>The provider, or the way to it.</summary>
    Upstream,
}

/// <summary>The names of endings and hops on the wire, in logs and in metrics.</summary>
public static class EndingNames
{
    static readonly string[] Endings =
    [
        "completed", "truncated", "upstream_error", "connect_failed", "first_token_timeout", "idle_timeout", "progress_timeout",
        "total_timeout", "client_gone", "client_stalled", "drained", "refused", "internal_error",
    ];

    /// <summary>All names, in the order of <see cref="EndOfStream"/>.</summary>
    public static IReadOnlyList<string> All => Endings;

    /// <summary>The name of an ending, for example <c>idle_timeout</c>.</summary>
    public static string Name(this EndOfStream end) => Endings[(int)end];

    /// <summary>The name of a hop, or null for <see cref="Hop.None"/>.</summary>
    public static string? Name(this Hop hop) => hop switch
    {
        Hop.Client => "client",
        Hop.Gateway => "gateway",
        Hop.Upstream => "upstream",
        _ => null,
    };

    /// <summary>Who is to blame for an ending where nothing more precise is known.</summary>
    public static Hop DefaultHop(this EndOfStream end) => end switch
    {
        EndOfStream.Completed => Hop.None,
        EndOfStream.ClientGone or EndOfStream.ClientStalled => Hop.Client,
        EndOfStream.Drained or EndOfStream.Refused or EndOfStream.InternalError or EndOfStream.TotalTimeout => Hop.Gateway,
        _ => Hop.Upstream,
    };
}
