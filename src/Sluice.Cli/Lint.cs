using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Sluice.Diagnosis.Lint;
using Sluice.Diagnosis.Lint.Output;

namespace Sluice.Cli;

/// <summary><c>sluice lint</c>: finds what breaks streaming in the configuration of the products on the path.</summary>
internal static class Lint
{
    const int Usage = 2;

    public static Command Create()
    {
        var paths = new Argument<string[]>("FILE") { Description = "Configuration files, or directories that hold them.", Arity = ArgumentArity.ZeroOrMore };
        var product = new Option<string?>("--product") { Description = "Read every FILE as configuration of this product." };
        var format = new Option<string>("--format") { Description = "What to print.", DefaultValueFactory = _ => "text" };
        var threshold = new Option<string>("--severity-threshold") { Description = "Exit with 1 from this severity on.", DefaultValueFactory = _ => "warning" };
        var heartbeat = new Option<TimeSpan?>("--heartbeat") { Description = "Longest silence of the streams, such as 15s: timers are judged against it.", HelpName = "TIME", CustomParser = Duration };
        var longest = new Option<TimeSpan?>("--longest-stream") { Description = "The longest stream that has to survive, such as 10m.", HelpName = "TIME", CustomParser = Duration };
        var fix = new Option<bool>("--fix") { Description = "Print the one FILE with every mechanical fix in place; the report goes to standard error." };
        var explain = new Option<string?>("--explain") { Description = "Print the page of one rule, such as GW1001.", HelpName = "RULE" };
        var rules = new Option<bool>("--rules") { Description = "List all rules." };
        format.AcceptOnlyFromAmong("text", "json", "sarif");
        threshold.AcceptOnlyFromAmong("info", "warning", "error");
        product.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. Products.ByName.Keys]);

        var command = new Command("lint", "Find what breaks token streaming in nginx, HAProxy, Caddy, Apache, Envoy, Kubernetes and other configuration.")
        {
            paths, product, format, threshold, heartbeat, longest, fix, explain, rules,
        };
        command.SetAction(result =>
        {
            var output = result.InvocationConfiguration.Output;
            var error = result.InvocationConfiguration.Error;
            if (result.GetValue(explain) is { } id)
                return Explain(id, output, error);
            if (result.GetValue(rules))
                return List(output);
            var files = result.GetValue(paths) ?? [];
            if (files.Length == 0)
                return WrongUsage(error, "name at least one FILE or directory, such as: sluice lint /etc/nginx/nginx.conf");
            var options = new LintOptions
            {
                Product = result.GetValue(product) is { } name ? Products.ByName[name] : null,
                Heartbeat = result.GetValue(heartbeat),
                LongestStream = result.GetValue(longest),
            };
            var report = new Linter(options, new DiskFiles()).Run(files);
            var limit = Enum.Parse<Severity>(result.GetValue(threshold)!, ignoreCase: true);
            return result.GetValue(fix) ? PrintFixed(report, limit, output, error) : Print(report, result.GetValue(format)!, limit, output);
        });
        return command;
    }

    static int Print(LintReport report, string format, Severity threshold, TextWriter output)
    {
        if (format == "text")
            new TextReport(output, UseColours, Width).Write(report);
        else
            WriteBytes(output, stream => WriteDocument(stream, report, format));
        return report.ExitCode(threshold);
    }

    static void WriteDocument(Stream stream, LintReport report, string format)
    {
        if (format == "sarif")
            SarifReport.Write(stream, report, typeof(Lint).Assembly.GetName().Version?.ToString(3) ?? "0");
        else
            JsonReport.Write(stream, report);
    }

    static int PrintFixed(LintReport report, Severity threshold, TextWriter output, TextWriter error)
    {
        if (report.Failures.Count == 0 && report.Files.Count != 1)
            return WrongUsage(error, $"--fix prints one patched file: name exactly one FILE (found {report.Files.Count})");
        new TextReport(error, colours: false, Width).Write(report);
        if (report.Failures.Count > 0)
            return report.ExitCode(threshold);
        var patch = Patch.Of(report.Files[0].Source, report);
        WriteBytes(output, stream => stream.Write(patch.Content));
        error.WriteLine($"{patch.Applied} of {report.Findings.Count} findings are fixed in the printed file.");
        return (report with { Findings = patch.Left }).ExitCode(threshold);
    }

    static int Explain(string id, TextWriter output, TextWriter error)
    {
        if (RuleCatalog.Find(id) is not { } rule)
            return WrongUsage(error, $"there is no rule {id}; sluice lint --rules lists them all");
        output.Write(RulePage.Render(rule.Info));
        return 0;
    }

    static int List(TextWriter output)
    {
        foreach (var rule in RuleCatalog.All.Select(rule => rule.Info))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rule.Id}  {rule.Product.Name(),-11} {rule.Severity.Name(),-8} {rule.Title}"));
        return 0;
    }

    static int WrongUsage(TextWriter error, string message)
    {
        error.WriteLine($"sluice lint: {message}");
        return Usage;
    }

    /// <summary>Documents and patched files are bytes: the console's encoding must not touch them.</summary>
    static void WriteBytes(TextWriter output, Action<Stream> write)
    {
        if (ReferenceEquals(output, Console.Out))
        {
            using var stream = Console.OpenStandardOutput();
            write(stream);
            return;
        }
        using var memory = new MemoryStream();
        write(memory);
        output.Write(Encoding.UTF8.GetString(memory.ToArray()));
    }

    static TimeSpan? Duration(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Durations.TryParse(text, TimeSpan.FromSeconds(1), out var value) && value > TimeSpan.Zero)
            return value;
        result.AddError($"\"{text}\" is no time; expected a number with a unit, such as 15s, 500ms or 10m");
        return null;
    }

    static bool UseColours => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    static int Width => Console.IsOutputRedirected ? 110 : Math.Clamp(Console.WindowWidth, 60, 140);
}
