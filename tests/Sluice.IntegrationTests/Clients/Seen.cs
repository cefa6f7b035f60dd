using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sluice.IntegrationTests.Clients;

/// <summary>What the user of an SDK saw in one case; a line that a program of tests/clients printed.</summary>
internal sealed record Seen
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public required string Case { get; init; }

    public required string Text { get; init; }

    /// <summary>Time in milliseconds from the request, and text, of each piece.</summary>
    public required JsonElement[][] Pieces { get; init; }

    public required SeenTool[] Tools { get; init; }

    public string? Finish { get; init; }

    public JsonElement? Usage { get; init; }

    /// <summary>How often each kind of event came.</summary>
    public required Dictionary<string, int> Events { get; init; }

    /// <summary>Errors that the SDK handed over instead of throwing them.</summary>
    public required SeenError[] Reported { get; init; }

    /// <summary>What it threw.</summary>
    public SeenError? Error { get; init; }

    string Line { get; init; } = "";

    public static Seen Parse(string line) => JsonSerializer.Deserialize<Seen>(line, Options)! with { Line = line };

    /// <summary>From the first piece to the last.</summary>
    public TimeSpan Spread => TimeSpan.FromMilliseconds(Pieces[^1][0].GetDouble() - Pieces[0][0].GetDouble());

    public TimeSpan FirstPiece => TimeSpan.FromMilliseconds(Pieces[0][0].GetDouble());

    /// <summary>The line as it was printed, for failure messages.</summary>
    public override string ToString() => Line;
}

/// <summary>A tool call as the SDK put it together.</summary>
internal sealed record SeenTool(string? Id, string? Name, string? Args);

/// <summary>An error: its class, and which of the SDK's own classes it is an instance of.</summary>
internal sealed record SeenError(string? Class, string? Name, string Message, int? Status, string? Type, string? Cause)
{
    public string[] IsA { get; init; } = [];

    /// <summary>A number where the error is not the SDK's own.</summary>
    public JsonElement? Code { get; init; }

    [JsonPropertyName("requestId")]
    public string? RequestId { get; init; }
}
