using Microsoft.AspNetCore.Http;
using Sluice.Providers;
using Sluice.Upstream;

namespace Sluice.Http;

/// <summary>Which headers cross the gateway: allowlists both ways, since a list of what to hold back is always one name short.</summary>
static class HeaderPolicy
{
    static readonly string[] Upstream =
        ["Content-Type", "Accept", "User-Agent", "Idempotency-Key", "X-Client-Request-Id", "traceparent", "tracestate"];

    static readonly HashSet<string> Downstream = new(StringComparer.OrdinalIgnoreCase)
    {
        "Retry-After", "Retry-After-Ms", "X-Should-Retry", "X-Request-Id", "Request-Id", "X-Generation-Id", "OpenAI-Processing-Ms", "OpenAI-Version",
        "OpenAI-Model", "ETag", "Last-Modified", "Cache-Control", "Content-Language", "Content-Disposition", "Accept-Ranges",
    };

    static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> DownstreamNames = Downstream.GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly string[] DownstreamPrefixes = ["x-ratelimit-", "anthropic-ratelimit-", "ratelimit-"];

    /// <summary>The client's headers that go to a provider of a type.</summary>
    public static List<KeyValuePair<string, string>> ToUpstream(IHeaderDictionary headers, ProviderType type)
    {
        var passed = new List<KeyValuePair<string, string>>(8);
        var connection = headers.Connection.ToString();
        foreach (var name in Upstream.Concat(type.PassedHeaders))
        {
            if (headers.TryGetValue(name, out var value) && !Named(connection, name))
                passed.Add(new(name, value.ToString()));
        }

        return passed;
    }

    /// <summary>The upstream's headers that a client gets.</summary>
    public static List<KeyValuePair<string, string>> ToClient(UpstreamAnswer answer, UpstreamEndpoint endpoint)
    {
        var passed = new List<KeyValuePair<string, string>>(8);
        var headers = answer.Headers;
        for (var i = 0; i < headers.Count; i++)
        {
            var name = headers.Name(i);
            if (!Passes(name) || headers.Lists("Connection", name))
                continue;
            var value = headers.Value(i).ToString();
            if (!endpoint.Sanitizer.IsClean(value))
                continue;
            var before = passed.FindIndex(header => header.Key.AsSpan().Equals(headers.Name(i), StringComparison.OrdinalIgnoreCase));
            if (before < 0)
                passed.Add(new(name.ToString(), value));
            else
                passed[before] = new(passed[before].Key, $"{passed[before].Value}, {value}");
        }

        return passed;
    }

    static bool Passes(ReadOnlySpan<char> name)
    {
        if (DownstreamNames.Contains(name))
            return true;
        foreach (var prefix in DownstreamPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>A header that <c>Connection</c> names is for one hop only (RFC 9110, 7.6.1).</summary>
    static bool Named(string connection, string name) => connection.Length > 0
        && connection.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase);
}
