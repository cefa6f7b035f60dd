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
        var connection = string.Join(',', answer.Headers.Connection);
        foreach (var (name, values) in answer.Headers.NonValidated)
        {
            var value = values.ToString();
            if (Passes(name) && !Named(connection, name) && endpoint.Sanitizer.IsClean(value))
                passed.Add(new(name, value));
        }

        foreach (var (name, values) in answer.ContentHeaders.NonValidated)
        {
            if (name is "Content-Language" or "Content-Disposition" or "Last-Modified")
                passed.Add(new(name, values.ToString()));
        }

        return passed;
    }

    static bool Passes(string name) =>
        Downstream.Contains(name) || DownstreamPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>A header that <c>Connection</c> names is for one hop only (RFC 9110, 7.6.1).</summary>
    static bool Named(string connection, string name) => connection.Length > 0
        && connection.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase);
}
