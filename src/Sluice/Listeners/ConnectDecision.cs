namespace Sluice.Listeners;

/// <summary>What is done with a request to the forward proxy.</summary>
public abstract record ConnectDecision
{
    ConnectDecision()
    {
    }

    /// <summary>Decrypt the connection and serve its requests here. For CONNECT only.</summary>
    public static ConnectDecision Intercept { get; } = new Intercepted();

    /// <summary>Refuse with 403: policy does not allow this.</summary>
    /// <param name="reason">One word for programs, in lower case with underscores.</param>
    /// <param name="detail">A sentence for people: what was found, what would be allowed, where to change it.</param>
    public static ConnectDecision Deny(string reason, string detail) => new Denied(reason, detail);

    /// <summary>Refuse with 503: allowed, but it cannot be served now.</summary>
    /// <param name="error">The error name in the answer.</param>
    /// <param name="reason">One word for programs, in lower case with underscores.</param>
    /// <param name="detail">A sentence for people.</param>
    public static ConnectDecision CannotServe(string error, string reason, string detail) => new Unavailable(error, reason, detail);

    internal sealed record Intercepted : ConnectDecision;

    internal sealed record Denied(string Reason, string Detail) : ConnectDecision;

    internal sealed record Unavailable(string Error, string Reason, string Detail) : ConnectDecision;
}
