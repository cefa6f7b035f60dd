namespace Sluice.Upstream.Http1;

/// <summary>
/// The upstream had closed a connection that was free before it could read a byte of the request that came on it: the request may go out again
/// on another connection, whatever it asks for.
/// </summary>
sealed class UnreadRequestException() : IOException("the upstream closed the connection before the request reached it");
