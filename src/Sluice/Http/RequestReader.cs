using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Sluice.Relay;

namespace Sluice.Http;

/// <summary>Reads a request's body whole, once, into bytes that every attempt can send again.</summary>
static class RequestReader
{
    /// <summary>What Kestrel says of a body that ends too early; it has no code for it.</summary>
    const string CutOff = "Unexpected end of request content";

    /// <summary>Message framing that two servers could read differently (RFC 9112, 6.3), which is refused before the body is read.</summary>
    public static Failure? Framing(HttpRequest request)
    {
        // Kestrel drops a Content-Length beside chunked and leaves it under this name.
        if (request.Headers.TransferEncoding.Count > 0 && (request.Headers.ContainsKey("X-Content-Length") || request.Headers.ContentLength is not null))
            return Failure.Refused(400, "ambiguous_length", "The request has both Content-Length and Transfer-Encoding; one of them was expected.");
        // Kestrel takes off the last coding, and hands out what is left as if it were the body.
        if (request.Headers.TransferEncoding.Count > 0 && !request.Headers.TransferEncoding.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase))
            return Failure.Refused(400, "unsupported_transfer_encoding", "The request's Transfer-Encoding is not 'chunked', the only one that is taken.");
        return null;
    }

    /// <summary>A coding of a body that has to be read here.</summary>
    public static Failure? Coding(HttpRequest request)
    {
        var coding = request.Headers.ContentEncoding.ToString();
        return coding.Length == 0 || coding.Equals("identity", StringComparison.OrdinalIgnoreCase) ? null
            : Failure.Refused(415, "unsupported_content_encoding", $"The request body is coded as '{Dialects.Sanitizer.None.CleanName(coding)}'; plain JSON was expected.");
    }

    /// <summary>Reads up to a limit.</summary>
    public static async Task<(ReadOnlyMemory<byte> Body, Failure? Failure)> ReadAsync(HttpRequest request, long limit, CancellationToken gone)
    {
        if (request.ContentLength > limit)
            return (default, TooLarge(limit));
        var reader = request.BodyReader;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await reader.ReadAsync(gone);
            }
            catch (BadHttpRequestException wrong) when (wrong.Message.StartsWith(CutOff, StringComparison.Ordinal))
            {
                // The server has given the connection up by now: there is nobody to answer.
                return (default, new Failure(EndOfStream.ClientGone, Hop.Client, 499, "client_gone", "The client closed its connection before its request was complete."));
            }
            catch (IOException wrong) when (wrong is not Microsoft.AspNetCore.Connections.ConnectionResetException)
            {
                // Kestrel says most faults of a body with an exception of its own, and a chunk size without end with a plain one.
                var status = (wrong as BadHttpRequestException)?.StatusCode ?? 400;
                return (default, Failure.Refused(status, "invalid_request_body", $"The request body could not be read: {wrong.Message}"));
            }

            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return (default, TooLarge(limit));
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return (body, null);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    static Failure TooLarge(long limit) =>
        Failure.Refused(413, "request_too_large", $"The request body is larger than the limit of {limit} bytes (limits.request_body).");
}
