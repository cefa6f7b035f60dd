using Microsoft.AspNetCore.Http;
using Sluice.Upstream;

namespace Sluice.Http;

/// <summary>Which headers cross the gateway: allowlists both ways, since a list of what to hold back is always one name short.</summary>
static class HeaderPolicy
{
    /// <summary>The client's headers that every provider gets.</summary>
    public static IReadOnlyList<string> Upstream { get; } =
        ["Content-Type", "Content-Encoding", "Accept", "User-Agent", "Idempotency-Key", "X-Client-Request-Id", "traceparent", "tracestate"];

    static readonly HashSet<string> Downstream = new(StringComparer.OrdinalIgnoreCase)
    {
        "Retry-After", "Retry-After-Ms", "X-Should-Retry", "X-Request-Id", "Request-Id", "X-Generation-Id", "OpenAI-Processing-Ms", "OpenAI-Version",
        "OpenAI-Model", "ETag", "Last-Modified", "Cache-Control", "Content-Language", "Content-Disposition", "Accept-Ranges",
    };

    static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> DownstreamNames = Downstream.GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly string[] DownstreamPrefixes = ["x-ratelimit-", "anthropic-ratelimit-", "ratelimit-"];

    /// <summary>The headers of a request to a provider: what the client may say, what the provider wants, what is configured.</summary>
    public static List<KeyValuePair<string, string>> ToUpstream(IHeaderDictionary headers, UpstreamEndpoint endpoint)
    {
        var sent = new List<KeyValuePair<string, string>>(4 + endpoint.Defaults.Count + endpoint.Own.Count);
        var connection = headers.Connection.ToString();
        for (var i = 0; i < endpoint.Passed.Count; i++)
        {
            var name = endpoint.Passed[i];
            if (headers.TryGetValue(name, out var value) && !Named(connection, name))
                sent.Add(new(name, value.ToString()));
        }

        var passed = sent.Count;
        for (var i = 0; i < endpoint.Defaults.Count; i++)
        {
            if (Place(sent, endpoint.Defaults[i].Key, passed) < 0)
                sent.Add(endpoint.Defaults[i]);
        }

        sent.AddRange(endpoint.Own);
        return sent;
    }

    static int Place(List<KeyValuePair<string, string>> headers, ReadOnlySpan<char> name, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (name.Equals(headers[i].Key, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }

    /// <summary>The upstream's headers that a client gets.</summary>
    public static List<KeyValuePair<string, string>> ToClient(UpstreamAnswer answer, UpstreamEndpoint endpoint)
    {
        var passed = new List<KeyValuePair<string, string>>();
        var headers = answer.Headers;
        for (var i = 0; i < headers.Count; i++)
        {
            var name = headers.Name(i);
            if (!Passes(name) || headers.Lists("Connection", name))
                continue;
            // What lies outside ASCII has no agreed meaning in a header, and the server refuses to send it.
            if (headers.Value(i).ContainsAnyExceptInRange(' ', '~'))
                continue;
            var value = headers.Value(i).ToString();
            if (!endpoint.Sanitizer.IsClean(value))
                continue;
            var before = Place(passed, name, passed.Count);
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
