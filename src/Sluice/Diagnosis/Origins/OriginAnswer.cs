using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sluice.Diagnosis.Origins;

/// <summary>The way from the origin to the connection: one write is one send.</summary>
internal abstract class OriginAnswer
{
    /// <summary>Sends the head.</summary>
    public abstract ValueTask StartAsync(OriginHead head, CancellationToken cancellationToken);

    /// <summary>Sends bytes of the body at once.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Leaves the message incomplete; what was written is delivered first.</summary>
    public abstract void LeaveIncomplete();
}

/// <summary>What the head says.</summary>
/// <param name="ContentType">The content type.</param>
/// <param name="Headers">Further headers.</param>
/// <param name="Length">The length where one is to be announced.</param>
internal sealed record OriginHead(string ContentType, IReadOnlyList<KeyValuePair<string, string>> Headers, long? Length);

/// <summary>Framed by the server: chunks, a length, or HTTP/2.</summary>
internal sealed class ServerAnswer(HttpContext http) : OriginAnswer
{
    public override async ValueTask StartAsync(OriginHead head, CancellationToken cancellationToken)
    {
        http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        http.Response.ContentType = head.ContentType;
        http.Response.ContentLength = head.Length;
        foreach (var (name, value) in head.Headers)
            http.Response.Headers.Append(name, value);
        // Kestrel sends the head with the first flush of the body, not with StartAsync.
        await http.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        await http.Response.BodyWriter.WriteAsync(bytes, cancellationToken);

    // An exception after a flush ends the connection without the final chunk (or the stream with RST_STREAM) and loses nothing; Abort() would.
    public override void LeaveIncomplete() => throw new OriginCutException();
}

/// <summary>Written past the server onto the connection, for framings that it would never choose.</summary>
internal sealed class RawAnswer(HttpContext http, IRawAnswerFeature raw, bool http10) : OriginAnswer
{
    public override ValueTask StartAsync(OriginHead head, CancellationToken cancellationToken)
    {
        http.Response.Headers.Connection = "close";
        var text = new System.Text.StringBuilder(http10 ? "HTTP/1.0 200 OK\r\n" : "HTTP/1.1 200 OK\r\n");
        text.Append("Content-Type: ").Append(head.ContentType).Append("\r\n");
        foreach (var (name, value) in head.Headers)
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        text.Append("Connection: close\r\n\r\n");
        return raw.SendAsync(System.Text.Encoding.ASCII.GetBytes(text.ToString()), cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => raw.SendAsync(bytes, cancellationToken);

    // In this framing a cut and an end are the same thing: that is what is wrong with it.
    public override void LeaveIncomplete()
    {
    }
}

/// <summary>Ends an answer without its terminator. Thrown on purpose; a server logs it at most.</summary>
public sealed class OriginCutException : Exception
{
    /// <summary>The only message there is.</summary>
    public OriginCutException()
        : base("The reference origin was asked to cut this stream.")
    {
    }

    /// <inheritdoc/>
    public OriginCutException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public OriginCutException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
