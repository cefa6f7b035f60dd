namespace Sluice.Testing;

/// <summary>An answer is no HTTP/1.1; the message says what was found and what was expected.</summary>
public sealed class MalformedResponseException(string message) : Exception(message);
