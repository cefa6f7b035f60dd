using Sluice.Configuration.Values;

namespace Sluice.Configuration.Checks;

/// <summary>Clocks that cannot run out because another always runs out first.</summary>
internal static class ClockChecks
{
    public static void Run(GatewayOptions options, Reading reading)
    {
        Check("timeouts", options.Timeouts, options, reading);
        foreach (var route in options.Routes)
        {
            var path = $"{reading.PathOf(route, "routes")}.timeouts";
            if (reading.Has(path))
                Check(path, route.Timeouts, options, reading);
        }
    }

    static void Check(string path, Relay.TimeoutOptions clocks, GatewayOptions options, Reading reading)
    {
        var heartbeat = options.Heartbeat;
        // Only what somebody wrote is worth a word: the default commit_after beside a short first_token is a sound choice.
        if (heartbeat.Interval is not null && clocks.FirstToken <= heartbeat.CommitAfter
            && reading.Has("heartbeat.commit_after") && (path == "timeouts" || reading.Has($"{path}.first_token")))
            reading.Warning($"{path}.first_token", $"first_token ({Duration.Format(clocks.FirstToken.Value)}) ends an attempt before "
                + $"heartbeat.commit_after ({Duration.Format(heartbeat.CommitAfter)}) lets a heartbeat out, so clients wait in silence: "
                + "make commit_after shorter than first_token");
        Total("first_token", clocks.FirstToken);
        Total("idle", clocks.Idle);
        Total("progress", clocks.Progress);

        void Total(string name, TimeSpan? clock)
        {
            if (clocks.Total is { } total && total <= clock && reading.Has($"{path}.{name}"))
                reading.Warning($"{path}.{name}", $"{name} ({Duration.Format(clock.Value)}) never runs out, since total "
                    + $"({Duration.Format(total)}) does first: make {name} shorter, or total longer");
        }
    }
}
