using System.Collections.Frozen;

namespace Sluice.Listeners;

/// <summary>
/// The policy without a policy file: <c>CONNECT</c> to an inference host on port 443 is served here, everything else is denied.
/// </summary>
public sealed class InferenceHostPolicy : IConnectPolicy
{
    const int HttpsPort = 443;

    readonly FrozenSet<string> _hosts;
    readonly Func<string, bool> _hasRoutes;
    readonly string _allowed;

    /// <summary>Creates the policy.</summary>
    /// <param name="inferenceHosts">Hosts that are served here, in any case, with or without a trailing dot.</param>
    /// <param name="hasRoutes">
    /// Whether requests for a host could be routed at all now. Asked before a CONNECT is answered, so it must be quick.
    /// </param>
    /// <exception cref="ArgumentException">An entry is no host name.</exception>
    public InferenceHostPolicy(IEnumerable<string> inferenceHosts, Func<string, bool> hasRoutes)
    {
        _hosts = inferenceHosts.Select(Normalize).ToFrozenSet(StringComparer.Ordinal);
        _hasRoutes = hasRoutes;
        _allowed = _hosts.Count == 0
            ? "forward_proxy.inference_hosts is empty"
            : $"allowed: CONNECT to {string.Join(", ", _hosts.Order(StringComparer.Ordinal).Select(h => Format(h, HttpsPort)))}";
    }

    /// <inheritdoc/>
    public ValueTask<ConnectDecision> DecideAsync(ProxyRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Decide(request));

    ConnectDecision Decide(ProxyRequest request) => request switch
    {
        { Form: ProxyRequestForm.Origin } => ConnectDecision.Deny(
            "not_a_proxy_request",
            "This address is a forward proxy and answers no requests of its own: "
            + $"set it as HTTPS_PROXY, or send requests to the API address ({_allowed})."),
        { Host: { } host, Form: ProxyRequestForm.Absolute } when _hosts.Contains(host) => ConnectDecision.Deny(
            "plain_http", $"{host} is served through CONNECT and TLS only: use https://{Format(host, null)}/ ({_allowed})."),
        { Host: { } host, Port: HttpsPort } when _hosts.Contains(host) => _hasRoutes(host)
            ? ConnectDecision.Intercept
            : ConnectDecision.CannotServe(
                "inference_not_configured",
                "no_routes",
                $"Requests to {host} could not be served now: no route is configured, or the gateway is about to stop."),
        { Host: { } host, Port: { } port } when _hosts.Contains(host) => ConnectDecision.Deny(
            "inference_port", $"{host} is served on port {HttpsPort} only, not on port {port} ({_allowed})."),
        _ => ConnectDecision.Deny(
            "no_policy",
            $"{Format(request.Host ?? "?", request.Port)} is not an inference host, and no policy allows other traffic ({_allowed})."),
    };

    static string Normalize(string host)
    {
        // A bare IPv6 address needs no brackets where no port follows.
        var text = host.Contains(':') && !host.StartsWith('[') ? $"[{host}]" : host;
        return HostName.TryNormalize(text, out var normal, out var problem)
            ? normal
            : throw new ArgumentException($"'{host}' in forward_proxy.inference_hosts is no host name: {problem}.", nameof(host));
    }

    static string Format(string host, int? port) => (host.Contains(':') ? $"[{host}]" : host) + (port is { } p ? $":{p}" : "");
}
