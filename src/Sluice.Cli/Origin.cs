using System.CommandLine;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Configuration.Values;
using Sluice.Diagnosis.Origins;

namespace Sluice.Cli;

/// <summary><c>sluice origin</c>: a reference event-stream origin for probing a chain of hops.</summary>
static class Origin
{
    const string DefaultAddress = "127.0.0.1:9900";

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var defaults = new OriginLimits();
        var listen = new Option<string[]>("--listen", "-l")
        {
            Description = "Where to answer, HTTP/1.1 and HTTP/2 alike; https://ADDR for TLS. May be repeated.",
            HelpName = "ADDR",
            DefaultValueFactory = _ => [DefaultAddress],
        };
        var cert = new Option<string?>("--cert") { Description = "Certificate (PEM) for https; without one, a self-signed one for localhost is made.", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "Its key (PEM).", HelpName = "FILE" };
        var duration = new Option<string>("--max-duration") { Description = "Longest stream that may be asked for.", HelpName = "TIME", DefaultValueFactory = _ => "15m" };
        var streams = new Option<int>("--max-streams") { Description = "Streams open at a time; more are answered with 503.", HelpName = "N", DefaultValueFactory = _ => defaults.Streams };
        var command = new Command("origin", "A reference event-stream origin: put it behind your hops, then run 'sluice probe' on the outermost.")
        {
            listen, cert, key, duration, streams,
        };
        command.SetAction((result, cancellation) => RunAsync(
            result.GetValue(listen) ?? [DefaultAddress], result.GetValue(cert), result.GetValue(key), result.GetValue(duration) ?? "15m", result.GetValue(streams),
            result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, cancellation));
        return command;
    }

    static async Task<int> RunAsync(
        string[] listen, string? cert, string? key, string duration, int streams, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var addresses = new List<ListenAddress>();
        foreach (var text in listen)
        {
            if (ListenAddress.Parse(text, out var address) is { } problem)
                return await Usage(error, $"found --listen '{text}', expected {ListenAddress.Expected}: {problem}");
            addresses.Add(address);
        }

        if (Duration.Parse(duration, out var longest) is { } wrong)
            return await Usage(error, $"found --max-duration '{duration}', expected a duration such as 15m: {wrong}");
        if (streams < 1)
            return await Usage(error, $"found --max-streams {streams}, expected at least 1");
        if (cert is null != key is null)
            return await Usage(error, "--cert and --key belong together: name both, or neither for a self-signed certificate");
        try
        {
            using var certificate = cert is null ? null : Certificate(cert, key!);
            await using var host = await OriginHost.StartAsync(
                [.. addresses.Select(a => (a.EndPoint, a.Scheme == "https"))], new OriginLimits { Duration = longest, Streams = streams }, certificate);
            await SayAsync(output, host.Addresses);
            await UntilStoppedAsync(cancellation);
            return 0;
        }
        catch (Exception fault) when (fault is IOException or CryptographicException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"sluice origin: {fault.Message}");
            return 3;
        }
    }

    static async Task SayAsync(TextWriter output, IReadOnlyList<Uri> addresses)
    {
        var first = addresses[0].AbsoluteUri;
        await output.WriteLineAsync($"sluice origin: answering on {string.Join(", ", addresses)}");
        await output.WriteLineAsync();
        await output.WriteLineAsync("Any path gives the reference stream; every event says when it was sent.");
        await output.WriteLineAsync($"  curl -N '{first}?interval=100ms&size=200&count=50'");
        await output.WriteLineAsync("Put it behind your hops in place of the application, then ask which of them buffers:");
        await output.WriteLineAsync("  sluice probe https://your.edge.example/any/path");
        await output.WriteLineAsync($"  sluice probe --hop edge=https://your.edge.example/ --hop app={first}");
        await output.WriteLineAsync("OpenAI and Anthropic paths answer in their dialect; there the model chooses: origin-20ms-200b-x50.");
        await output.FlushAsync();
    }

    static X509Certificate2 Certificate(string cert, string key)
    {
        using var pem = X509Certificate2.CreateFromPemFile(cert, key);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    static async Task UntilStoppedAsync(CancellationToken cancellation)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }

        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var asked = cancellation.Register(() => stop.TrySetResult());
        await stop.Task;
    }

    static async Task<int> Usage(TextWriter error, string message)
    {
        await error.WriteLineAsync($"sluice origin: {message}");
        return 2;
    }
}
