using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sluice.Admission;

/// <summary>The keys that open the gateway, as hashes; compared in constant time, all of them, whichever matches.</summary>
public sealed class KeyRing
{
    readonly byte[][] _hashes;

    /// <summary>Hashes the keys.</summary>
    public KeyRing(IEnumerable<string> keys) => _hashes = [.. keys.Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];

    /// <summary>Whether a key is needed at all.</summary>
    public bool Required => _hashes.Length > 0;

    /// <summary>Whether a request carries one of the keys: as a bearer token, in <c>x-api-key</c> or in <c>api-key</c>.</summary>
    /// <returns>Null, or what is missing.</returns>
    public string? Refuse(IHeaderDictionary headers)
    {
        if (!Required)
            return null;
        if (Presented(headers) is not { Length: > 0 } key)
            return "This gateway needs an API key: send it as 'Authorization: Bearer KEY' or 'x-api-key: KEY'.";
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        var known = false;
        foreach (var candidate in _hashes)
            known |= CryptographicOperations.FixedTimeEquals(candidate, hash);
        return known ? null : "The API key is not one of this gateway's keys.";
    }

    static string? Presented(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return authorization[7..].Trim();
        return headers.TryGetValue("x-api-key", out var key) || headers.TryGetValue("api-key", out key) ? key.ToString() : null;
    }
}
