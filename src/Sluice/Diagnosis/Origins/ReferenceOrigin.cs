using Microsoft.AspNetCore.Http;
using Sluice.Diagnosis.Origins.Dialects;

namespace Sluice.Diagnosis.Origins;

/// <summary>
/// A source of event streams that a chain of hops can be measured with: every event says when it was sent, and the request says how the
/// stream shall be. Any path answers with the plain stream; the OpenAI and Anthropic paths answer in their dialect, with the same choices
/// made by the model name.
/// </summary>
public sealed class ReferenceOrigin(OriginLimits limits, TimeProvider time)
{
    readonly OriginPace _pace = new(limits.PerMinute, time);
    int _open;

    /// <summary>Streams that are open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Answers one request.</summary>
    public async Task RunAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var began = time.GetTimestamp();
        var call = await OriginCall.ReadAsync(http);
        if ((call.Problem ?? call.Request.Exceeds(limits)) is { } problem)
        {
            await Refuse(http, StatusCodes.Status400BadRequest, problem);
            return;
        }

        if (_pace.Refuse() is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await Refuse(http, StatusCodes.Status429TooManyRequests, $"{limits.PerMinute} streams were begun within a minute, which is as many as this origin serves: try again later");
            return;
        }

        if (Interlocked.Increment(ref _open) > limits.Streams)
        {
            Interlocked.Decrement(ref _open);
            http.Response.Headers.RetryAfter = "5";
            await Refuse(http, StatusCodes.Status503ServiceUnavailable, $"{limits.Streams} streams are open, which is as many as this origin serves at a time: try again later");
            return;
        }

        try
        {
            await new OriginStream(http, call, time, began).RunAsync();
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has what it wanted, or was cut off: there is nobody left to tell.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    static Task Refuse(HttpContext http, int status, string problem)
    {
        var text = $"sluice origin: {problem}\n";
        http.Response.StatusCode = status;
        http.Response.Headers.CacheControl = "no-store";
        if (!OriginDialect.IsModelPath(http.Request.Path))
        {
            http.Response.ContentType = "text/plain; charset=utf-8";
            return http.Response.WriteAsync(text);
        }

        http.Response.ContentType = "application/json";
        var message = System.Text.Json.JsonEncodedText.Encode(text.Trim());
        var type = status switch
        {
            StatusCodes.Status400BadRequest => "invalid_request_error",
            StatusCodes.Status429TooManyRequests => "rate_limit_error",
            _ => "overloaded_error",
        };
        return http.Response.WriteAsync($"{{\"type\":\"error\",\"error\":{{\"type\":\"{type}\",\"message\":\"{message}\"}}}}");
    }
}
