using System.Text;
using System.Text.Json;

namespace Sluice.Diagnosis.Probing;

/// <summary>One request of the probe: target, headers and body, the same for every HTTP version.</summary>
internal sealed record ProbeRequest(string Method, Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[]? Body)
{
    const string Question = "Write the numbers from one to one hundred and twenty in English words, one per line, and nothing else.";

    /// <summary>Makes the request for one variation.</summary>
    public static ProbeRequest For(ProbeTarget target, Variation variation)
    {
        var headers = new List<KeyValuePair<string, string>>();
        var url = target.Url;
        byte[]? body = null;
        if (target.Model is { } model)
        {
            if (variation.Origin is { } origin && IsOriginModel(model))
                model = origin.ToModel(model);
            body = Chat(url.AbsolutePath, model, headers, target.ApiKey);
            headers.Add(new("Content-Type", "application/json"));
        }
        else
        {
            if (target.AskOrigin && variation.Origin is { } origin)
                url = new UriBuilder(url) { Query = string.Join('&', new[] { url.Query.TrimStart('?'), origin.ToQuery() }.Where(q => q.Length > 0)) }.Uri;
            if (variation.Post)
                body = [];
            if (target.ApiKey is { } key)
                headers.Add(new("Authorization", $"Bearer {key}"));
        }

        headers.Add(new("Accept", "text/event-stream, */*;q=0.5"));
        headers.Add(new("User-Agent", "sluice-probe"));
        // A cached stream would be a stream that nobody sends.
        headers.Add(new("Cache-Control", "no-cache"));
        if (variation.AcceptEncoding is { } encoding)
            headers.Add(new("Accept-Encoding", encoding));
        headers.RemoveAll(h => target.Headers.Any(own => own.Key.Equals(h.Key, StringComparison.OrdinalIgnoreCase)));
        headers.AddRange(target.Headers);
        return new(body is null ? "GET" : "POST", url, headers, body);
    }

    /// <summary>Whether the model is the reference origin's, so that its name can carry what is asked of it.</summary>
    public static bool IsOriginModel(string model) => model.Split('-')[0].EndsWith("origin", StringComparison.OrdinalIgnoreCase);

    /// <summary>The request as HTTP/1.1 bytes.</summary>
    public byte[] ToHttp11()
    {
        var text = new StringBuilder($"{Method} {Url.PathAndQuery} HTTP/1.1\r\nHost: {Url.Authority}\r\n");
        foreach (var (name, value) in Headers)
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        if (Body is not null)
            text.Append("Content-Length: ").Append(Body.Length).Append("\r\n");
        return [.. Encoding.UTF8.GetBytes(text.Append("\r\n").ToString()), .. Body ?? []];
    }

    static byte[] Chat(string path, string model, List<KeyValuePair<string, string>> headers, string? key)
    {
        var anthropic = path.EndsWith("/messages", StringComparison.Ordinal);
        if (anthropic)
            headers.Add(new("anthropic-version", "2023-06-01"));
        if (key is not null)
            headers.Add(anthropic ? new("x-api-key", key) : new("Authorization", $"Bearer {key}"));
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteBoolean("stream", true);
            if (path.EndsWith("/responses", StringComparison.Ordinal))
            {
                json.WriteString("input", Question);
            }
            else
            {
                if (anthropic)
                    json.WriteNumber("max_tokens", 800);
                json.WriteStartArray("messages");
                json.WriteStartObject();
                json.WriteString("role", "user");
                json.WriteString("content", Question);
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
