using System.Net;
using Microsoft.Extensions.Logging;

namespace Sluice.Listeners;

/// <summary>What the forward proxy logs: numbers 3000 to 3099. Hosts and ports only, never paths, queries or credentials.</summary>
internal static partial class ListenerLog
{
    [LoggerMessage(3000, LogLevel.Information,
        "Forward proxy refused {Method} {Host}:{Port} from {Client} with {Status} {Error} ({Reason}).")]
    public static partial void Refused(
        this ILogger logger, string method, string? host, int? port, EndPoint? client, int status, string error, string? reason);

    [LoggerMessage(3001, LogLevel.Information, "Forward proxy refused a connection from {Client} with {Status} {Error}: {Detail}")]
    public static partial void RefusedHead(this ILogger logger, EndPoint? client, int status, string error, string detail);

    [LoggerMessage(3002, LogLevel.Error, "No certificate could be made for {Host}, so its tunnels are refused with 503.")]
    public static partial void NoCertificate(this ILogger logger, Exception exception, string host);

    [LoggerMessage(3003, LogLevel.Warning,
        "TLS handshake for {Host} with {Client} failed: {Problem}. "
        + "If the client does not trust our authority: sluice ca says how. Connection {ConnectionId}.")]
    public static partial void HandshakeRefused(this ILogger logger, string connectionId, string host, EndPoint? client, string problem);

    [LoggerMessage(3004, LogLevel.Information, "TLS handshake for {Host} was not complete after {Limit}. Connection {ConnectionId}.")]
    public static partial void HandshakeTimedOut(this ILogger logger, string connectionId, string host, TimeSpan limit);

    [LoggerMessage(3005, LogLevel.Debug, "The client left during {Phase}: {Problem} Connection {ConnectionId}.")]
    public static partial void ClientLeft(this ILogger logger, string connectionId, string phase, string problem);

    [LoggerMessage(3006, LogLevel.Debug, "Connection {ConnectionId}: tunnel to {Host}:{Port} is decrypted here.")]
    public static partial void Intercepting(this ILogger logger, string connectionId, string host, int port);

    [LoggerMessage(3007, LogLevel.Warning, "{Warning}")]
    public static partial void AuthorityWarning(this ILogger logger, string warning);

    [LoggerMessage(3008, LogLevel.Error, "The policy failed on {Host}:{Port}; the request is refused with 503.")]
    public static partial void PolicyFailed(this ILogger logger, Exception exception, string? host, int? port);

    [LoggerMessage(3009, LogLevel.Information,
        "{Client} ended the connection in the TLS handshake for {Host}: {Problem}. "
        + "Clients that do not trust our authority do so: sluice ca says how. Connection {ConnectionId}.")]
    public static partial void HandshakeAbandoned(this ILogger logger, string connectionId, string host, EndPoint? client, string problem);
}
