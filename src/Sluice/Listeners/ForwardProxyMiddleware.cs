using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Sluice.Listeners;

/// <summary>
/// Turns connections to the forward proxy into ordinary ones. In order:
/// <list type="number">
/// <item>read the head of the first request, within a limit of bytes and of time;</item>
/// <item>let the policy decide;</item>
/// <item>have the host's certificate ready, so that a CONNECT which cannot be served is not answered with 200;</item>
/// <item>answer 200;</item>
/// <item>end TLS, and let the server read the decrypted requests like all others.</item>
/// </list>
/// Whatever fails before 4 is answered with a status and JSON that says why, and the connection ends.
/// </summary>
internal sealed class ForwardProxyMiddleware
{
    static readonly ReadOnlyMemory<byte> Established = Encoding.ASCII.GetBytes("HTTP/1.1 200 Connection Established\r\n\r\n");

    readonly ConnectionDelegate _next;
    readonly LeafCertificates _certificates;
    readonly IConnectPolicy _policy;
    readonly ILogger _logger;
    readonly HeadReader _head;
    readonly LastAnswer _lastAnswer;
    readonly TlsInterceptor _interceptor;

    public ForwardProxyMiddleware(
        ConnectionDelegate next,
        ForwardProxySetup setup,
        IReadOnlyList<SslApplicationProtocol> protocols,
        ILogger<ForwardProxyMiddleware> logger)
    {
        (_next, _certificates, _policy, _logger) = (next, setup.Certificates, setup.Policy, logger);
        _head = new HeadReader(setup.HeadLimit, new DeadlineQueue(setup.HeadTimeout, setup.Time));
        _lastAnswer = new LastAnswer(new DeadlineQueue(setup.RefusalLinger, setup.Time));
        _interceptor = new TlsInterceptor(protocols, new DeadlineQueue(setup.HandshakeTimeout, setup.Time), logger);
    }

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        try
        {
            await RunAsync(connection);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            _logger.ClientLeft(connection.ConnectionId, "proxy request", e.Message);
        }
    }

    async Task RunAsync(ConnectionContext connection)
    {
        var (request, refusal) = await _head.ReadAsync(connection);                                    // 1
        SslStreamCertificateContext? certificate = null;
        if (request is not null)
        {
            refusal = await DecideAsync(request, connection.ConnectionClosed);                         // 2
            if (refusal is null)
                (certificate, refusal) = await FindCertificateAsync(request);                          // 3
        }

        if (refusal is not null)
            await RefuseAsync(connection, refusal);
        else if (certificate is not null)
            await InterceptAsync(connection, request!, certificate);                                   // 4, 5
    }

    async Task InterceptAsync(ConnectionContext connection, ProxyRequest request, SslStreamCertificateContext certificate)
    {
        var feature = new ForwardProxyFeature(request.Host!, request.Port!.Value);
        connection.Features.Set<IForwardProxyFeature>(feature);
        _logger.Intercepting(connection.ConnectionId, feature.Host, feature.Port);
        await connection.Transport.Output.WriteAsync(Established);
        await _interceptor.RunAsync(connection, certificate, feature, _next);
    }

    async Task<Refusal?> DecideAsync(ProxyRequest request, CancellationToken clientGone)
    {
        try
        {
            return ToRefusal(await _policy.DecideAsync(request, clientGone), request);
        }
        catch (Exception e) when (!clientGone.IsCancellationRequested)
        {
            // A policy that fails allows nothing, and its failure is not the client's: 503, and the log has the cause.
            _logger.PolicyFailed(e, request.Host, request.Port);
            const string Detail = "The policy could not be asked; the gateway's log says why.";
            return Unavailable("policy_unavailable", "policy_failed", Detail, request);
        }
    }

    static Refusal? ToRefusal(ConnectDecision decision, ProxyRequest request) => decision switch
    {
        ConnectDecision.Intercepted when request.Form == ProxyRequestForm.Connect => null,
        ConnectDecision.Denied denied => new Refusal(403, "policy_denied", denied.Detail) { Request = request, Reason = denied.Reason },
        ConnectDecision.Unavailable gone => Unavailable(gone.Error, gone.Reason, gone.Detail, request),
        _ => throw new InvalidOperationException($"The policy answered {decision} to {request.Form}: only a CONNECT can be intercepted."),
    };

    async Task<(SslStreamCertificateContext? Certificate, Refusal? Refusal)> FindCertificateAsync(ProxyRequest request)
    {
        try
        {
            return (await _certificates.GetAsync(request.Host!), null);
        }
        catch (Exception e)
        {
            // Whatever it was, this client is told, and the next one tries again; the log has the cause.
            _logger.NoCertificate(e, request.Host!);
            var detail = $"No certificate could be made for {request.Host}; the gateway's log says why.";
            return (null, Unavailable("tls_termination_unavailable", "no_certificate", detail, request));
        }
    }

    static Refusal Unavailable(string error, string reason, string detail, ProxyRequest request) =>
        new(503, error, detail) { Request = request, Reason = reason };

    Task RefuseAsync(ConnectionContext connection, Refusal refusal)
    {
        if (refusal.Request is { } request)
            _logger.Refused(
                request.Method, request.Host, request.Port, connection.RemoteEndPoint, refusal.Status, refusal.Error, refusal.Reason);
        else
            _logger.RefusedHead(connection.RemoteEndPoint, refusal.Status, refusal.Error, refusal.Detail);
        return _lastAnswer.SendAsync(connection, refusal.ToBytes());
    }
}
