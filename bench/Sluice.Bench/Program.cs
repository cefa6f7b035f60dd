using Sluice.Bench;

Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
switch (args)
{
    case ["upstream", var port]:
        await Upstream.RunAsync(int.Parse(port));
        break;
    case ["relay", var port, var upstream]:
        await BareRelay.RunAsync(int.Parse(port), int.Parse(upstream));
        break;
    case ["compare", var sluice, .. var rest]:
        await Compare.RunAsync(Path.GetFullPath(sluice), rest is [var rounds, ..] ? int.Parse(rounds) : 5);
        break;
    case ["load", var port, var model, var connections, var events, var seconds]:
        var result = await new Load(new(System.Net.IPAddress.Loopback, int.Parse(port)), model).RunAsync(
            int.Parse(connections), int.Parse(events), seconds == "0" ? null : TimeSpan.FromSeconds(int.Parse(seconds)));
        Console.WriteLine($"{result.StreamsPerSecond:0} streams/s, {result.Events} events, {result.Broken} broken, first byte p50 {Result.Percentile(result.FirstByteMicros, .5):0} µs, age p99 {Result.Percentile(result.AgeMicros, .99):0} µs");
        break;
    default:
        Console.Error.WriteLine("usage: Sluice.Bench compare PATH-OF-SLUICE [ROUNDS] | load PORT MODEL CONNECTIONS EVENTS SECONDS | upstream PORT | relay PORT UPSTREAM-PORT");
        return 2;
}

return 0;
