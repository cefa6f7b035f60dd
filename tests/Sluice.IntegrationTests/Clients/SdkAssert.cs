using System.Text.Json;

namespace Sluice.IntegrationTests.Clients;

/// <summary>What has to hold for every SDK.</summary>
internal static class SdkAssert
{
    /// <summary>How long the slow models are silent, before the first token and again after five.</summary>
    static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(1500);

    /// <summary>The whole answer, and no complaint.</summary>
    public static void Whole(Seen seen)
    {
        Assert.True(seen.Error is null && seen.Reported.Length == 0, seen.ToString());
        Assert.Equal(ClientBed.Answer, seen.Text);
    }

    /// <summary>The whole answer, piece by piece over the time the model took.</summary>
    public static void Streamed(Seen seen)
    {
        Whole(seen);
        Assert.Equal(ClientBed.AnswerTokens, seen.Pieces.Length);

        // Held back, all pieces would come within a few milliseconds. A busy client starts to read late, so a fifth of the time is asked for.
        Assert.InRange(seen.Spread.TotalMilliseconds, (ClientBed.AnswerTokens - 1) * 10 * 0.2, double.MaxValue);
    }

    public static void Usage(Seen seen, string input, string output)
    {
        var usage = Assert.NotNull(seen.Usage);
        Assert.Equal(4, usage.GetProperty(input).GetInt32());
        Assert.Equal(ClientBed.AnswerTokens, usage.GetProperty(output).GetInt32());
    }

    /// <summary>The one tool call, its arguments whole.</summary>
    public static void Tool(Seen seen)
    {
        Assert.True(seen.Error is null && seen.Reported.Length == 0, seen.ToString());
        var tool = Assert.Single(seen.Tools);
        Assert.Equal("find_gate", tool.Name);
        Assert.NotNull(tool.Id);
        using var arguments = JsonDocument.Parse(tool.Args!);
        Assert.Equal("Delft", arguments.RootElement.GetProperty("place").GetString());
        Assert.Equal(3, arguments.RootElement.GetProperty("width").GetInt32());
        Assert.Equal("", seen.Text);
    }

    /// <summary>An error of the SDK's own kind, and of no success: no finish reason, no usage that looks final.</summary>
    public static SeenError Error(Seen seen, string type)
    {
        var error = seen.Error;
        Assert.True(error is not null, $"No error was raised: {seen}");
        Assert.True(error.Class == type || error.IsA.Contains(type), $"Expected {type}: {seen}");
        Assert.Null(seen.Finish);
        return error;
    }

    /// <summary>What came before the cut, and then the error.</summary>
    public static SeenError Cut(Seen seen, string type)
    {
        Assert.Equal("A sluice is a gate:", seen.Text);
        return Error(seen, type);
    }

    /// <summary>A refusal with its status.</summary>
    public static SeenError Refused(Seen seen, string type, int status)
    {
        var error = Error(seen, type);
        Assert.Equal(status, error.Status);
        return error;
    }

    /// <summary>Two silences, heartbeats in both, nothing to notice but the time.</summary>
    /// <param name="seen">The case with the slow model.</param>
    /// <param name="quick">The same case with a quick model: exactly the same events must have come.</param>
    /// <param name="run">The run of both.</param>
    public static async Task UnnoticedHeartbeats(Seen seen, Seen quick, SdkRun run)
    {
        Whole(seen);
        Assert.Equal(ClientBed.AnswerTokens, seen.Pieces.Length);
        Assert.Equal(quick.Events, seen.Events);
        Assert.Equal(quick.Finish, seen.Finish);
        // A busy client reads the first piece late, and then the others sooner behind it: only the sum cannot shrink.
        Assert.InRange(seen.FirstPiece + seen.Spread, Silence * 1.9, TimeSpan.MaxValue);
        var line = await run.Bed.LineAsync($"m-{seen.Case}+");
        Assert.Equal("completed", line.GetProperty("ending").GetString());

        // Two silences of 1.5 s and one heartbeat per 200 ms are 14; a busy machine may miss many of them.
        Assert.InRange(line.GetProperty("heartbeats").GetInt32(), 4, 16);
    }

    /// <summary>The client has left, and the upstream was left too.</summary>
    public static async Task Cancelled(string name, SdkRun run, string behaviour)
    {
        await run.Bed.CancelledAsync($"m-{name}+{behaviour}");
        var line = await run.Bed.LineAsync($"m-{name}+");
        Assert.Equal("client_gone", line.GetProperty("ending").GetString());
        Assert.Equal("client", line.GetProperty("hop").GetString());
    }
}
