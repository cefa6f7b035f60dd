using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Sluice.Testing.Load;

/// <summary>What is loaded: an address, and the request that it gets.</summary>
internal sealed record LoadTarget
{
    /// <summary>The whole address of the chat endpoint; <c>http</c> or <c>https</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>The model asked for.</summary>
    public string Model { get; init; } = "bench";

    /// <summary>The API key, or null.</summary>
    public string? Key { get; init; }

    /// <summary>Further request headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Accepts any certificate.</summary>
    public bool Insecure { get; init; }

    /// <summary>How many loopback source addresses to spread connections over, where ports run short; 1 leaves the choice to the system.</summary>
    public int Sources { get; init; } = 1;

    /// <summary>The bytes of a request.</summary>
    /// <param name="message">What the user says, in the dialect of the path: a plan, or any question for a real model.</param>
    public byte[] Request(string message)
    {
        var said = Url.AbsolutePath.EndsWith("/responses", StringComparison.Ordinal)
            ? $"\"input\":{Quoted(message)}"
            : $"\"messages\":[{{\"role\":\"user\",\"content\":{Quoted(message)}}}]";
        var limit = Url.AbsolutePath.EndsWith("/messages", StringComparison.Ordinal) ? "\"max_tokens\":1024," : "";
        var body = $"{{\"model\":{Quoted(Model)},\"stream\":true,{limit}{said}}}";
        var head = new StringBuilder($"POST {Url.PathAndQuery} HTTP/1.1\r\nHost: {Url.Authority}\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n");
        if (Key is { } key)
            head.Append("Authorization: Bearer ").Append(key).Append("\r\n");
        foreach (var (name, value) in Headers)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.UTF8.GetBytes($"{head}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="number">Number of the connection, which chooses its source address.</param>
    public async Task<(Socket Socket, Stream Stream)> ConnectAsync(int number)
    {
        var addresses = IPAddress.TryParse(Url.IdnHost, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(Url.IdnHost);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (Sources > 1)
            {
                socket.Dispose();
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(1 + (number % Sources))]), 0));
            }

            await socket.ConnectAsync(addresses, Url.Port);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (Url.Scheme != Uri.UriSchemeHttps)
                return (socket, stream);
            var tls = new SslStream(stream);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = Url.IdnHost,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
#pragma warning disable CA5359 // The user asked for it, with --insecure
                RemoteCertificateValidationCallback = Insecure ? static (_, _, _, _) => true : null,
#pragma warning restore CA5359
            });
            return (socket, tls);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    static string Quoted(string text) => $"\"{System.Text.Encodings.Web.JavaScriptEncoder.Default.Encode(text)}\"";
}
