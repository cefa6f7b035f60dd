namespace Sluice.Testing;

/// <summary>A peer sent what is no HTTP/1.1 request.</summary>
public sealed class MalformedRequestException(string message) : Exception(message);
