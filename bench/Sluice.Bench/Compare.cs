using System.Net.Sockets;
using Sluice.Bench.Hops;
using Sluice.Bench.Report;
using Sluice.Bench.Work;

namespace Sluice.Bench;

/// <summary>The comparison: all hops in turn on the same work, round after round, in one run.</summary>
sealed class Compare(Options options, TimeProvider time)
{
    readonly List<(string Name, Func<Bed, Task> Run)> _works =
    [
        ("start", Starts.RunAsync),
        ("open", OpenStreams.RunAsync),
        ("saturation", Saturation.RunAsync),
        ("writes", Saturation.WritesAsync),
        ("unloaded", Unloaded.RunAsync),
        ("paced", async bed =>
        {
            using var paced = new PacedStreams(bed);
            await paced.RunAsync();
        }),
        ("cancel", Cancels.RunAsync),
    ];

    /// <summary>Runs.</summary>
    /// <returns>0; 1 where a stream was broken or a hop did not start.</returns>
    public async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("sluice-bench-").FullName;
        var set = new HopSet(options, folder);
        var hops = set.Hops;
        var measurements = new Measurements(hops.Select(hop => hop.Name));
        using var upstream = HopProcess.Start("upstream", HopSet.Self(["upstream", $"{set.UpstreamPort}", .. set.Addresses]));
        try
        {
            await UntilListeningAsync(upstream, set.UpstreamPort);
            var machine = await Machine.ReadAsync(options, hops, time);
            foreach (var hop in hops)
                await hop.StartAsync(time);
            var bed = new Bed(hops, upstream, measurements, options.Quick ? Sizes.Quick : Sizes.Full, time);
            for (var round = 0; round < options.Rounds; round++)
            {
                measurements.Round = round;
                foreach (var (name, run) in _works.Where(work => options.Wants(work.Name)))
                {
                    if (name is not ("start" or "open"))
                        await bed.WarmAsync();
                    Console.Error.WriteLine($"round {round + 1} of {options.Rounds}: {name}");
                    await run(bed);
                }
            }

            Console.Write(Table.Write(measurements, machine));
            Write(measurements, machine);
            return 0;
        }
        catch (Exception fault) when (fault is BrokenStreamException or InvalidOperationException or IOException or SocketException or System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine($"bench/compare: {fault.Message}");
            return 1;
        }
        finally
        {
            foreach (var hop in hops)
                hop.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    async Task UntilListeningAsync(HopProcess upstream, int port)
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < TimeSpan.FromSeconds(20) && !upstream.HasExited)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time);
            }
        }

        throw new InvalidOperationException($"the upstream does not listen on port {port}: {upstream.Said}");
    }

    void Write(Measurements measurements, Machine machine)
    {
        if (options.Json is { } json)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(json))!);
            File.WriteAllText(json, JsonReport.Write(measurements, machine));
            Console.Error.WriteLine($"written: {json}");
        }

        if (options.Svg is { } svg)
        {
            File.WriteAllText(svg, Chart.Write(measurements, machine));
            Console.Error.WriteLine($"written: {svg}");
        }

        if (options.Markdown is { } markdown)
        {
            MarkdownTable.WriteInto(markdown, measurements, machine);
            Console.Error.WriteLine($"written: {markdown}");
        }
    }
}
