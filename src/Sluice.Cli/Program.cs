using System.CommandLine;
using Sluice.Cli;

// Socket completions run inline, on both sides: Kestrel's half is set where it is built, this is the runtime's, read before the first socket.
// One without the other is slower than neither. It means that nothing on the path may block; eng/BannedSymbols.txt keeps it so.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

var root = new RootCommand("Sluice: a streaming gateway for language models.")
{
    Serve.Create(),
    Demo.Create(),
    Check.Create(),
    Ca.Create(Configured.ForwardProxy),
    Probe.Create(),
    Origin.Create(),
    Lint.Create(),
    Bench.Create(),
};
var parsed = root.Parse(args);
// The parser's own handling of SIGTERM ends the process after two seconds; what serves drains first, for as long as its deadline says.
var serves = parsed.CommandResult.Command.Name is "serve" or "demo";
var exit = await parsed.InvokeAsync(serves ? new InvocationConfiguration { ProcessTerminationTimeout = null } : new InvocationConfiguration());
// The parser itself ends with 1, which is ours for 'the thing checked is bad'.
return parsed.Errors.Count > 0 ? 2 : exit;
