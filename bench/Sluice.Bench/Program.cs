using System.Net;
using Sluice.Bench;
using Sluice.Bench.Hops;
using Sluice.Testing.Load;

// Both halves of a connection complete where the kernel wakes us: the load shares its cores with what it measures.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
switch (args)
{
    case ["upstream", var port, .. var addresses]:
        await using (LoadUpstream.Start(TimeProvider.System, addresses.Select(a => new IPEndPoint(IPAddress.Parse(a), int.Parse(port)))))
            await Task.Delay(Timeout.Infinite);
        return 0;
    case ["relay", var port, var upstream]:
        await BareRelay.RunAsync(int.Parse(port), new Uri(upstream));
        return 0;
    case ["compare", .. var rest]:
        if (Options.Read(rest, out var options) is { } problem)
        {
            Console.Error.WriteLine($"bench/compare: {problem}\n\n{Options.Usage}");
            return 2;
        }

        return await new Compare(options, TimeProvider.System).RunAsync();
    default:
        Console.Error.WriteLine(Options.Usage);
        return 2;
}
