using System.Net;
using Sluice.Dialects;
using Sluice.Routing;
using Sluice.Upstream.Http1;

namespace Sluice.Upstream;

/// <summary>One request to one candidate, as it goes out.</summary>
/// <param name="Method">The client's method.</param>
/// <param name="Path">A canonical path.</param>
/// <param name="Query">The client's query with its question mark, or nothing.</param>
/// <param name="Headers">All headers but those of the framing and Host.</param>
/// <param name="Body">The client's bytes, or null for no body.</param>
/// <param name="Splices">What is replaced in them.</param>
public sealed record UpstreamRequest(
    string Method, string Path, string Query, List<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte>? Body, List<Splice> Splices);

/// <summary>
/// Builds and sends one request, and hands back status, headers and a pipe. Two transports stand behind it: our own for HTTP/1.1, and
/// <see cref="SocketsHttpHandler"/> for HTTP/2.
/// </summary>
public sealed class UpstreamClient(UpstreamConnections connections)
{
    /// <summary>Sends.</summary>
    /// <param name="candidate">To whom.</param>
    /// <param name="request">What.</param>
    /// <param name="connect">Longest time to open a connection.</param>
    /// <param name="written">Called when the request is on its way.</param>
    /// <param name="attempt">Cancels the attempt, in whatever phase it is.</param>
    public Task<UpstreamAnswer> SendAsync(
        Candidate candidate, UpstreamRequest request, TimeSpan? connect, Action written, CancellationTokenSource attempt)
    {
        var endpoint = candidate.Endpoint;
        var body = request.Body is { } bytes ? new SplicedBody(bytes, request.Splices, written) : null;
        return endpoint.Options.Http2 ? OverHttp2Async(endpoint, request, body, connect, attempt) : OverHttp1Async(endpoint, request, body, connect, attempt.Token);
    }

    async Task<UpstreamAnswer> OverHttp1Async(UpstreamEndpoint endpoint, UpstreamRequest request, SplicedBody? body, TimeSpan? connect, CancellationToken cancellation)
    {
        var pool = connections.Http1(endpoint, connect);
        while (true)
        {
            var ready = new Http1Request(request.Method, endpoint.Target(request.Path, request.Query), endpoint.Host, request.Headers, body);
            var connection = await pool.TakeAsync(cancellation);
            try
            {
                return await connection.ExchangeAsync(pool, ready, cancellation);
            }
            catch (UnreadRequestException)
            {
                // A free connection was closed as the request left. Each one is so once, and a new one never: this ends.
            }
        }
    }

    async Task<UpstreamAnswer> OverHttp2Async(UpstreamEndpoint endpoint, UpstreamRequest request, SplicedBody? body, TimeSpan? connect, CancellationTokenSource attempt)
    {
        var target = new Uri(
            endpoint.BaseUrl.GetLeftPart(UriPartial.Authority) + endpoint.Target(request.Path, request.Query),
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(request.Method), target)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body is null ? null : new SplicedContent(body),
        };
        if (endpoint.NamesHost)
            message.Headers.Host = endpoint.Host;
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await connections.Http2(endpoint, connect).SendAsync(message, attempt.Token);
        return Http2Hold.Answer(response, await response.Content.ReadAsStreamAsync(attempt.Token), attempt);
    }
}
