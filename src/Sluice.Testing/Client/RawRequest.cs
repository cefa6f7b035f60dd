using System.Globalization;
using System.Text;

namespace Sluice.Testing;

/// <summary>
/// An HTTP/1.x request as bytes, exactly as described: nothing is added but Host and Content-Length where they are absent.
/// </summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The request target as it shall stand in the request line.</param>
public sealed record RawRequest(string Method, string Target)
{
    /// <summary>The fields in their order.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary><c>HTTP/1.1</c> (default) or <c>HTTP/1.0</c>.</summary>
    public string Version { get; init; } = "HTTP/1.1";

    /// <summary>A GET.</summary>
    public static RawRequest Get(string target, params (string Name, string Value)[] headers) => new("GET", target) { Headers = headers };

    /// <summary>A POST of JSON.</summary>
    public static RawRequest Post(string target, string json, params (string Name, string Value)[] headers) => new("POST", target)
    {
        Headers = [("content-type", "application/json"), .. headers],
        Body = Encoding.UTF8.GetBytes(json),
    };

    /// <summary>The whole request as it goes over the wire.</summary>
    /// <param name="host">The value of Host where the fields have none.</param>
    public byte[] ToBytes(string host)
    {
        var fields = new HeaderList(Headers);
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{Method} {Target} {Version}\r\n");
        if (!fields.Contains("host") && Version != "HTTP/1.0")
            head.Append(CultureInfo.InvariantCulture, $"Host: {host}\r\n");
        foreach (var (name, value) in fields)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (!fields.Contains("content-length") && !fields.Contains("transfer-encoding") && (!Body.IsEmpty || Method is "POST" or "PUT"))
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. Body.Span];
    }
}
