using System.Text.Json;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Harness;

/// <summary>What must hold of every stream that did not end well, in any dialect.</summary>
static class StreamChecks
{
    /// <summary>Whether an event is an error event as clients of the dialect know it.</summary>
    public static bool SaysError(string dialect, ReceivedEvent e)
    {
        if (e.Data is not { } data || !data.StartsWith('{'))
            return false;
        JsonElement json;
        try
        {
            json = e.Json();
        }
        catch (JsonException)
        {
            return false;
        }

        return dialect switch
        {
            "openai-chat" => Has(json, "error", JsonValueKind.Object) && Has(json.GetProperty("error"), "message", JsonValueKind.String),
            "openai-responses" => e.Name == "error" && Text(json, "type") == "error" && Text(json, "message") is not null && json.TryGetProperty("code", out _),
            _ => e.Name == "error" && Text(json, "type") == "error" && Has(json, "error", JsonValueKind.Object)
                && Text(json.GetProperty("error"), "type") is not null && Text(json.GetProperty("error"), "message") is not null,
        };
    }

    /// <summary>The error object of an error event, wherever the dialect keeps it.</summary>
    public static JsonElement Error(string dialect, ReceivedEvent e) => dialect == "openai-responses" ? e.Json() : e.Json().GetProperty("error");

    /// <summary>Asserts that a stream was ended by exactly one error event, its last, with nothing in it that says success.</summary>
    /// <returns>The error object.</returns>
    public static JsonElement EndsInError(string dialect, RecordedResponse answer)
    {
        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain(answer.Events, Wire.IsTerminal);
        var error = Assert.Single(answer.Events, e => SaysError(dialect, e));
        Assert.Same(answer.Events[^1], error);
        Assert.Equal(StreamEnding.Incomplete, answer.Ending);
        Assert.False(answer.FinalChunkSeen);
        return Error(dialect, error);
    }

    /// <summary>Asserts that an answer is a whole JSON error in the dialect's envelope.</summary>
    /// <returns>The error object.</returns>
    public static JsonElement IsErrorAnswer(string dialect, RecordedResponse answer, int status)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal(StreamEnding.Complete, answer.Ending);
        Assert.StartsWith("application/json", answer.Headers["content-type"], StringComparison.Ordinal);
        Assert.Equal(answer.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Headers["content-length"]);
        var json = JsonDocument.Parse(answer.Body).RootElement;
        if (dialect == "anthropic-messages")
            Assert.Equal("error", json.GetProperty("type").GetString());
        var error = json.GetProperty("error");
        Assert.Equal(JsonValueKind.String, error.GetProperty("message").ValueKind);
        Assert.Equal(JsonValueKind.String, error.GetProperty("type").ValueKind);
        return error;
    }

    /// <summary>Asserts what the log line says of the ending.</summary>
    public static void Ended(JsonElement line, string ending, string? hop)
    {
        Assert.Equal(ending, line.GetProperty("ending").GetString());
        Assert.Equal(hop, line.GetProperty("hop").GetString());
    }

    /// <summary>Asserts that a gateway holds nothing any more: no slot, no exchange, and no connection to an upstream that it aborted.</summary>
    public static async Task HoldsNothingAsync(TestGateway gateway, params IScriptedUpstream[] upstreams)
    {
        Assert.Equal(0, gateway.Host.State.Slots.Used);
        Assert.Equal(0, gateway.Host.State.Drain.Active);
        foreach (var upstream in upstreams)
        {
            await upstream.WaitForOpenConnectionsAsync(0);
            Assert.Empty(upstream.Faults);
        }
    }

    static bool Has(JsonElement json, string name, JsonValueKind kind) => json.TryGetProperty(name, out var value) && value.ValueKind == kind;

    static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
