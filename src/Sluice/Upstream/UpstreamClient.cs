using System.Net;
using Sluice.Dialects;
using Sluice.Routing;

namespace Sluice.Upstream;

/// <summary>One request to one candidate, as it goes out.</summary>
/// <param name="Method">The client's method.</param>
/// <param name="Path">A canonical path.</param>
/// <param name="Query">The client's query with its question mark, or nothing.</param>
/// <param name="Headers">The headers that may go upstream.</param>
/// <param name="Body">The client's bytes, or null for no body.</param>
/// <param name="Splices">What is replaced in them.</param>
public sealed record UpstreamRequest(
    string Method, string Path, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte>? Body, List<Splice> Splices);

/// <summary>Builds and sends one request, and hands back status, headers and a pipe. The seam behind which the transport can be another.</summary>
public sealed class UpstreamClient(UpstreamConnections connections)
{
    /// <summary>Sends.</summary>
    /// <param name="candidate">To whom.</param>
    /// <param name="request">What.</param>
    /// <param name="connect">Longest time to open a connection.</param>
    /// <param name="written">Called when the request is on its way.</param>
    /// <param name="attempt">Cancels the attempt, in whatever phase it is.</param>
    public async Task<UpstreamAnswer> SendAsync(
        Candidate candidate, UpstreamRequest request, TimeSpan? connect, Action written, CancellationTokenSource attempt)
    {
        var endpoint = candidate.Endpoint;
        var message = new HttpRequestMessage(new HttpMethod(request.Method), endpoint.Target(request.Path, request.Query))
        {
            Version = endpoint.Options.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (request.Body is { } body)
            message.Content = new SplicedContent(body, request.Splices, written);
        Fill(message, endpoint, request.Headers);
        var response = await connections.For(endpoint, connect).SendAsync(message, attempt.Token);
        return new UpstreamAnswer(response, await response.Content.ReadAsStreamAsync(attempt.Token), attempt);
    }

    static void Fill(HttpRequestMessage message, UpstreamEndpoint endpoint, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
            Set(message, name, value);
        foreach (var (name, value) in endpoint.Type.DefaultHeaders)
        {
            if (!message.Headers.Contains(name))
                Set(message, name, value);
        }

        // Plain bytes: a coding would have to be undone before anything could be understood.
        Set(message, "Accept-Encoding", "identity");
        foreach (var (name, value) in endpoint.Options.Headers)
            Set(message, name, value);
        if (endpoint.Options.ApiKey is { } key)
        {
            var (name, value) = endpoint.Type.Authorization(key);
            Set(message, name, value);
        }
    }

    static void Set(HttpRequestMessage message, string name, string value)
    {
        if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
        {
            message.Content?.Headers.Remove(name);
            message.Content?.Headers.TryAddWithoutValidation(name, value);
            return;
        }

        message.Headers.Remove(name);
        message.Headers.TryAddWithoutValidation(name, value);
    }
}
