using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Sluice.Testing;

/// <summary>Writes one HTTP/1.1 response, each piece in one send, and never more than it is told.</summary>
internal sealed class Http1Sink(Socket socket, Stream stream, RecordedRequest request, PeerWatch watch) : IResponseSink
{
    ResponseHead? _head;
    long _bodyBytes;
    bool _open = true;

    /// <summary>Whether the next request may be answered on the same connection.</summary>
    public bool KeepAlive => _open && !request.Headers.HasToken("connection", "close") && request.Version == "HTTP/1.1";

    public ValueTask HeadAsync(ResponseHead head, CancellationToken cancellationToken)
    {
        // A peer that speaks HTTP/1.0 knows no chunks.
        if (head.Framing == ResponseFraming.Chunked && request.Version == "HTTP/1.0")
            head = head with { Framing = ResponseFraming.CloseDelimited };
        _head = head;
        if (head.Http10 || head.Headers.HasToken("connection", "close"))
            _open = false;
        var text = new StringBuilder();
        text.Append(head.Http10 ? "HTTP/1.0 " : "HTTP/1.1 ");
        text.Append(CultureInfo.InvariantCulture, $"{head.Status} {ReasonPhrases.GetReasonPhrase(head.Status)}\r\n");
        foreach (var (name, value) in head.Headers)
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (MayHaveBody && !head.Headers.Contains("content-length") && !head.Headers.Contains("transfer-encoding"))
            AppendFraming(text, head);
        text.Append("\r\n");
        return stream.WriteAsync(Encoding.Latin1.GetBytes(text.ToString()), cancellationToken);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _bodyBytes += bytes.Length;
        // An empty chunk would be the final one.
        if (bytes.IsEmpty || !MayHaveBody)
            return;
        if (_head!.Framing != ResponseFraming.Chunked)
        {
            await stream.WriteAsync(bytes, cancellationToken);
            return;
        }
        var frame = ArrayPool<byte>.Shared.Rent(bytes.Length + 12);
        try
        {
            bytes.Length.TryFormat(frame, out var at, "x", CultureInfo.InvariantCulture);
            "\r\n"u8.CopyTo(frame.AsSpan(at));
            bytes.Span.CopyTo(frame.AsSpan(at + 2));
            "\r\n"u8.CopyTo(frame.AsSpan(at + 2 + bytes.Length));
            await stream.WriteAsync(frame.AsMemory(0, at + bytes.Length + 4), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    public ValueTask RawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        stream.WriteAsync(bytes, cancellationToken);

    public async ValueTask EndAsync(HeaderList trailers, CancellationToken cancellationToken)
    {
        var complete = !MayHaveBody || _head!.Framing switch
        {
            ResponseFraming.Chunked => true,
            ResponseFraming.ContentLength => _bodyBytes == _head.ContentLength,
            _ => false,
        };
        if (MayHaveBody && _head!.Framing == ResponseFraming.Chunked)
        {
            var end = trailers.Count == 0 ? "0\r\n\r\n" : $"0\r\n{trailers}\r\n\r\n";
            await stream.WriteAsync(Encoding.Latin1.GetBytes(end), cancellationToken);
        }
        if (!complete || !KeepAlive)
        {
            if (stream is System.Net.Security.SslStream tls)
                await tls.ShutdownAsync();
            await FinAsync(cancellationToken);
        }
    }

    public async ValueTask FinAsync(CancellationToken cancellationToken)
    {
        _open = false;
        await stream.FlushAsync(cancellationToken);
        watch.SendingEnded();
        socket.Shutdown(SocketShutdown.Send);
    }

    public ValueTask ResetAsync(int errorCode)
    {
        _open = false;
        watch.EndedByScript();
        SocketClose.Abruptly(socket);
        return default;
    }

    bool MayHaveBody => request.Method != "HEAD" && _head is not { Status: < 200 or 204 or 304 };

    static void AppendFraming(StringBuilder text, ResponseHead head)
    {
        if (head.Framing == ResponseFraming.Chunked)
            text.Append("transfer-encoding: chunked\r\n");
        else if (head.Framing == ResponseFraming.ContentLength)
            text.Append(CultureInfo.InvariantCulture, $"content-length: {head.ContentLength}\r\n");
        else if (!head.Http10 && !head.Headers.Contains("connection"))
            text.Append("connection: close\r\n");
    }
}
