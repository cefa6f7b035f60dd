using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sluice.Listeners;

/// <summary>A refused request: the status and the JSON that say why. After it the connection ends.</summary>
/// <param name="Status">400, 403, 408, 431 or 503.</param>
/// <param name="Error">The error name, for programs.</param>
/// <param name="Detail">What was found and what is expected, for people.</param>
internal sealed record Refusal(int Status, string Error, string Detail)
{
    // Relaxed: the answer is JSON, never part of a page, and quotes around host names should stay readable.
    static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What was asked for, where the request could be read; its host and port stand in the body.</summary>
    public ProxyRequest? Request { get; init; }

    /// <summary>One word for why, where a decision was taken.</summary>
    public string? Reason { get; init; }

    public static Refusal Malformed(string detail) => new(400, "malformed_request", detail);

    public static Refusal InvalidTarget(string detail) => new(400, "invalid_request_target", detail);

    public static Refusal TooLarge(int limit) => new(431, "request_head_too_large", $"The request head is longer than {limit} bytes.");

    public static Refusal TimedOut(TimeSpan limit) => new(
        408,
        "request_head_timeout",
        string.Create(CultureInfo.InvariantCulture, $"The request head was not complete after {limit.TotalSeconds:0.###} s."));

    /// <summary>The whole answer: status line, headers, and the body unless the method was HEAD.</summary>
    public byte[] ToBytes()
    {
        var body = Body();
        var head = $"HTTP/1.1 {Status} {Phrase}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n"
            + $"Proxy-Status: sluice; error={ProxyError}\r\nConnection: close\r\n\r\n";
        return Request?.Method == "HEAD" ? Encoding.ASCII.GetBytes(head) : [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    byte[] Body()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WriteString("error", Error);
            json.WriteString("detail", Detail);
            if (Request is not null)
            {
                json.WriteString("host", Request.Host);
                if (Request.Port is { } port)
                    json.WriteNumber("port", port);
                else
                    json.WriteNull("port");
            }

            if (Reason is not null)
                json.WriteString("reason", Reason);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    string Phrase => Status switch
    {
        400 => "Bad Request",
        403 => "Forbidden",
        408 => "Request Timeout",
        431 => "Request Header Fields Too Large",
        _ => "Service Unavailable",
    };

    // RFC 9209: tells a proxy's own refusal from the same status sent by a server behind it.
    string ProxyError => Status switch
    {
        403 => "http_request_denied",
        503 => "proxy_configuration_error",
        _ => "http_request_error",
    };
}
