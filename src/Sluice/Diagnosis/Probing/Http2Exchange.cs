using System.Net;
using System.Net.Security;

namespace Sluice.Diagnosis.Probing;

/// <summary>HTTP/2 through the platform's client: reads are those of the stream's data, so framing is not counted.</summary>
internal sealed class Http2Exchange(ProbeTarget target, ProbeRequest request, Recorder recorder, TimeProvider time) : ProbeExchange(target, recorder, time)
{
    /// <summary>The fault of an observation where the server speaks HTTP/1.1 only.</summary>
    public const string NotOffered = "the server does not offer HTTP/2 by ALPN";

    readonly Recorder _recorder = recorder;

    public override async Task<AnswerEnd> RunAsync(CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            // A large window: otherwise this side's flow control would be measured.
            InitialHttp2StreamWindowSize = 4 << 20,
            ConnectCallback = async (_, token) =>
            {
                var stream = await ConnectAsync(SslApplicationProtocol.Http2, token);
                if (stream is SslStream { NegotiatedApplicationProtocol: var agreed } && agreed != SslApplicationProtocol.Http2)
                {
                    await stream.DisposeAsync();
                    throw new HttpRequestException(NotOffered);
                }

                // The handler takes an encrypted stream as it is and does no handshake of its own.
                Sent();
                return stream;
            },
        };
        using var client = new HttpMessageInvoker(handler);
        using var message = Message();
        using var response = await client.SendAsync(message, cancellationToken);
        HasHead = true;
        IReadOnlyList<KeyValuePair<string, string>> headers =
            [.. response.Headers.Concat(response.Content.Headers).SelectMany(h => h.Value.Select(v => KeyValuePair.Create(h.Key, v)))];
        _recorder.Head(Elapsed, (int)response.StatusCode, response.Version, headers, BodyFraming.Http2, 0);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var (buffer, wire) = (new byte[256 << 10], 0L);
        while (true)
        {
            var length = await stream.ReadAsync(buffer, cancellationToken);
            var at = Elapsed;
            if (length == 0)
                return AnswerEnd.Complete;
            wire += length;
            _recorder.Read(at, wire, buffer.AsSpan(0, length));
        }
    }

    HttpRequestMessage Message()
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = request.Body is null ? null : new ByteArrayContent(request.Body),
        };
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }
}
