using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Sluice.IntegrationTests.Clients;

/// <summary>The essay through .NET's HttpClient, and what other clients share with it: the request, and the text of an answer's bytes.</summary>
internal static class HttpEssay
{
    public static async Task<Essay> WriteAsync(EssayBed bed, bool proxied, bool stream)
    {
        using var handler = new SocketsHttpHandler { UseProxy = proxied, Proxy = proxied ? new WebProxy(bed.Proxy) : null };
        if (proxied)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(bed.Authority) },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        }

        using var http = new HttpClient(handler) { BaseAddress = proxied ? new Uri(EssayBed.Inside) : bed.Direct };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Body(stream), null, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key(proxied));
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {(response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync())}");
        using var body = await response.Content.ReadAsStreamAsync();
        using var received = new MemoryStream();
        var buffer = new byte[65536];
        TimeSpan? first = null;
        while (await body.ReadAsync(buffer) is > 0 and var count)
        {
            first ??= time.GetElapsedTime(start);
            received.Write(buffer, 0, count);
        }

        var total = time.GetElapsedTime(start);
        return new Essay(first!.Value.TotalMilliseconds, total.TotalMilliseconds, Text(Encoding.UTF8.GetString(received.ToArray()), stream));
    }

    public static string Body(bool stream) => JsonSerializer.Serialize(new
    {
        model = stream ? EssayBed.Streaming : EssayBed.Whole,
        stream,
        messages = new[] { new { role = "user", content = "Write an essay about sluices." } },
    });

    /// <summary>Inside a sandbox there is no key to have.</summary>
    public static string Key(bool proxied) => proxied ? "dummy" : ClientBed.ClientKey;

    public static string Text(string body, bool stream)
    {
        if (!stream)
            return JsonDocument.Parse(body).RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        var events = body.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6..]).ToArray();
        Assert.Equal("[DONE]", events[^1]);
        return string.Concat(events[..^1].Select(e => JsonDocument.Parse(e).RootElement.GetProperty("choices"))
            .Where(choices => choices.GetArrayLength() > 0)
            .Select(choices => choices[0].GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : null));
    }
}
