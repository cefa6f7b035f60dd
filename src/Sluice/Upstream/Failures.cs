using System.Buffers;
using Sluice.Dialects;
using Sluice.Relay;

namespace Sluice.Upstream;

/// <summary>Turns what happened on the way to an upstream into a <see cref="Failure"/>.</summary>
static class Failures
{
    /// <summary>An ending that the relay or a wait came to.</summary>
    public static Failure Of(EndOfStream end, Exchange exchange, TimeoutOptions limits)
    {
        var provider = exchange.Candidate?.Endpoint.Name;
        var (status, code, message) = end switch
        {
            EndOfStream.FirstTokenTimeout => (504, "first_token_timeout", $"Provider '{provider}' sent no content within the first-token limit of {Text(limits.FirstToken)}."),
            EndOfStream.IdleTimeout => (504, "idle_timeout", $"Provider '{provider}' sent nothing for the idle limit of {Text(limits.Idle)}."),
            EndOfStream.ProgressTimeout => (504, "progress_timeout", $"Provider '{provider}' sent no content for the progress limit of {Text(limits.Progress)}."),
            EndOfStream.TotalTimeout => (504, "total_timeout", $"The exchange took longer than the total limit of {Text(limits.Total)}."),
            EndOfStream.Truncated => (502, "upstream_truncated", $"Provider '{provider}' ended its answer before it was complete."),
            EndOfStream.Drained => (503, "server_shutdown", "The gateway is shutting down and its drain deadline has passed."),
            EndOfStream.ClientGone => (499, "client_gone", "The client closed its connection."),
            EndOfStream.ClientStalled => (499, "client_stalled", $"The client left bytes unread for the client-write limit of {Text(limits.ClientWrite)}."),
            EndOfStream.ConnectFailed => (502, "upstream_unreachable", $"Provider '{provider}' could not be reached."),
            EndOfStream.UpstreamError => (502, "upstream_error", $"Provider '{provider}' reported an error."),
            _ => (500, "internal_error", "The gateway failed to handle this request; its log has the details under the request id."),
        };
        return new Failure(end, end.DefaultHop(), status, code, message) { Recovery = FailureTable.ForEnding(end) };
    }

    /// <summary>The upstream said in its body that it failed.</summary>
    public static Failure Reported(UpstreamError? error, Exchange exchange, TimeoutOptions limits)
    {
        var plain = Of(EndOfStream.UpstreamError, exchange, limits);
        if (error is null)
            return plain;
        var sanitizer = exchange.Candidate!.Endpoint.Sanitizer;
        var type = sanitizer.CleanName(error.Type);
        return plain with
        {
            Status = StatusOf(error),
            Message = sanitizer.Clean(error.Message),
            Code = sanitizer.CleanName(error.Code) ?? type ?? plain.Code,
            Type = type,
            Param = sanitizer.CleanName(error.Param),
        };
    }

    /// <summary>A sending that threw.</summary>
    public static Failure Thrown(Exception fault, Exchange exchange, TimeoutOptions limits)
    {
        var provider = exchange.Candidate?.Endpoint.Name;
        var reason = fault switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name could not be resolved",
            HttpRequestException { InnerException: Http1.CertificateRefusedException refused } => refused.Message,
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "the TLS handshake failed",
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "the connection was refused or could not be opened",
            OperationCanceledException => $"no connection within the connect limit of {Text(limits.Connect)}",
            _ => null,
        };
        if (PortsExhausted(fault))
            return new Failure(EndOfStream.ConnectFailed, Hop.Gateway, 503, "no_local_port", "The gateway has no local port left for another upstream connection.") { Recovery = Recovery.Fallback };
        if (reason is not null)
            return Of(EndOfStream.ConnectFailed, exchange, limits) with { Message = $"Provider '{provider}' could not be reached: {reason}." };
        return fault is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }
            ? Of(EndOfStream.UpstreamError, exchange, limits) with { Code = "invalid_response", Message = $"Provider '{provider}' answered with something that is not HTTP." }
            : Of(EndOfStream.ConnectFailed, exchange, limits) with
            {
                Code = "upstream_reset",
                Message = $"Provider '{provider}' closed the connection before it answered.",
                Recovery = Refused(fault) ? Recovery.FallbackOrRetry : Recovery.Fallback,
            };
    }

    /// <summary>A status that is not success, with the error that its body tells.</summary>
    public static Failure Status(UpstreamAnswer answer, in ReadOnlySequence<byte> body, Exchange exchange)
    {
        var endpoint = exchange.Candidate!.Endpoint;
        var error = ErrorReader.Read(body.ToArray(), out _);
        var told = body.IsEmpty || error.Message.StartsWith("the upstream reported", StringComparison.Ordinal) ? null : error;
        var type = endpoint.Sanitizer.CleanName(told?.Type);
        var status = answer.Status is >= 300 and < 400 ? 502 : answer.Status;
        var message = answer.Status switch
        {
            401 or 403 => $"Provider '{endpoint.Name}' refused the gateway's credential (status {answer.Status}): check the api_key of this provider.",
            >= 300 and < 400 => $"Provider '{endpoint.Name}' answered with a redirect (status {answer.Status}), which is not followed: check its base_url.",
            _ when told is not null => endpoint.Sanitizer.Clean(told.Message),
            _ => $"Provider '{endpoint.Name}' answered with status {answer.Status}.",
        };
        return new Failure(EndOfStream.UpstreamError, Hop.Upstream, status, endpoint.Sanitizer.CleanName(told?.Code) ?? type ?? "upstream_status_" + answer.Status, message)
        {
            Type = type,
            Param = endpoint.Sanitizer.CleanName(told?.Param),
            Headers = Http.HeaderPolicy.ToClient(answer, endpoint),
            Recovery = FailureTable.ForStatus(answer.Status),
        };
    }

    /// <summary>The status that an error event would have had, had it come in time: by its code, or by its type where the code says none.</summary>
    static int StatusOf(UpstreamError error) => StatusOf(error.Code) ?? StatusOf(error.Type) ?? 502;

    static int? StatusOf(string? name) => name switch
    {
        { } number when int.TryParse(number, out var status) && status is >= 400 and < 600 => status,
        "rate_limit_exceeded" or "rate_limit_error" => 429,
        "overloaded_error" => 529,
        "invalid_request_error" => 400,
        "timeout_error" => 504,
        _ => null,
    };

    /// <summary>Whether an HTTP/2 server said that it has not processed the request (RFC 9113, 8.7): often more streams than it takes on one connection.</summary>
    static bool Refused(Exception fault) => fault.GetBaseException() is HttpProtocolException { ErrorCode: RefusedStream };

    const long RefusedStream = 7;

    static bool PortsExhausted(Exception fault) =>
        fault.GetBaseException() is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.AddressNotAvailable };

    static string Text(TimeSpan? limit) => limit is { } span ? span.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture) + " s" : "off";
}
