using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sluice.Diagnosis.Origins.Dialects;

namespace Sluice.Diagnosis.Origins;

/// <summary>One request to the origin, read.</summary>
/// <param name="Request">What the stream shall be like.</param>
/// <param name="Dialect">How its events look.</param>
/// <param name="Run">The stream's name in its stamps.</param>
/// <param name="Streamed">Whether events are wanted at all, rather than one whole answer.</param>
/// <param name="Problem">What is wrong with the request, or null.</param>
internal sealed record OriginCall(OriginRequest Request, OriginDialect Dialect, string Run, bool Streamed, string? Problem)
{
    const int MaxBody = 1 << 20;

    /// <summary>Reads the query, and on a model path the body's <c>model</c> and <c>stream</c>.</summary>
    public static async ValueTask<OriginCall> ReadAsync(HttpContext http)
    {
        var settings = new OriginSettings();
        var (model, streamed, problem) = ("origin", true, (string?)null);
        if (OriginDialect.IsModelPath(http.Request.Path) && HttpMethods.IsPost(http.Request.Method))
        {
            (model, streamed, problem) = await ReadBodyAsync(http);
            problem ??= settings.SetModel(model);
        }

        // The count closes a segment, so it comes after what the segment is made of.
        foreach (var (name, values) in http.Request.Query.OrderBy(pair => pair.Key is "count"))
        {
            foreach (var value in values)
                problem ??= name is "run" ? WrongRun(value) : settings.Set(name, value ?? "");
        }

        var run = http.Request.Query["run"] is [{ Length: > 0 } given] && problem is null ? given : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var request = settings.Request;
        return new(request, OriginDialect.ForPath(http.Request.Path, run, model) ?? new PlainOriginDialect(request.Content), run, streamed, problem);
    }

    static string? WrongRun(string? run) =>
        run is { Length: > 0 and <= 16 } && run.All(char.IsAsciiLetterOrDigit) ? null : "the run has to be 1 to 16 letters and digits";

    static async ValueTask<(string Model, bool Streamed, string? Problem)> ReadBodyAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16384];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var length)
        {
            if (body.Length + length > MaxBody)
                return ("origin", true, $"the request body is larger than {MaxBody >> 20} MiB");
            body.Write(buffer, 0, length);
        }

        try
        {
            using var json = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return ("origin", true, $"the request body is a JSON {json.RootElement.ValueKind}, expected an object with \"model\" and \"stream\"");
            var model = json.RootElement.TryGetProperty("model", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "origin";
            return (model, json.RootElement.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True, null);
        }
        catch (JsonException fault)
        {
            return ("origin", true, $"the request body is no JSON: {fault.Message}");
        }
    }
}
