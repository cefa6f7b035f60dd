using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sluice.Configuration;

namespace Sluice.Cli;

/// <summary><c>sluice check</c>: says everything that is wrong with a configuration, one line each.</summary>
internal static class Check
{
    const int Valid = 0;
    const int Invalid = 1;
    const int WrongUsage = 2;
    const int CouldNotRun = 3;

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var config = new Option<string?>("--config", "-c") { Description = "The configuration file to check.", HelpName = "FILE" };
        var format = new Option<string>("--format")
        {
            Description = "text: one line per finding; json: an array of findings.",
            HelpName = "text|json",
            DefaultValueFactory = _ => "text",
        };
        var command = new Command("check", "Validate a configuration: exit 0 or 1, one line per finding.") { config, format };
        command.SetAction((result, cancellationToken) =>
        {
            var (file, form) = (result.GetValue(config), result.GetValue(format) ?? "");
            var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            return RunAsync(file, form, output, error, Environment.GetEnvironmentVariable, cancellationToken);
        });
        return command;
    }

    /// <summary>Checks one file.</summary>
    /// <param name="config">The file; null or empty is wrong usage.</param>
    /// <param name="format"><c>text</c> or <c>json</c>.</param>
    /// <param name="output">Takes the findings and the summary.</param>
    /// <param name="error">Takes what is wrong with the call itself.</param>
    /// <param name="environment">Looks up the variables of <c>${NAME}</c>.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <returns>0 valid, 1 invalid, 2 wrong usage, 3 the file cannot be read.</returns>
    public static async Task<int> RunAsync(
        string? config, string format, TextWriter output, TextWriter error, Func<string, string?> environment,
        CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrEmpty(config))
            return await Usage(error, "no file was named: expected --config FILE, such as --config sluice.yaml").ConfigureAwait(false);
        if (format is not ("text" or "json"))
            return await Usage(error, $"found --format '{format}', expected text or json").ConfigureAwait(false);
        var result = await ConfigurationReader.ReadFileAsync(config, environment, null, cancellationToken).ConfigureAwait(false);
        if (format == "json")
            await output.WriteLineAsync(Json(result.Findings)).ConfigureAwait(false);
        else
            await WriteText(config, result, output, error).ConfigureAwait(false);
        return result.Succeeded ? Valid : result.Unreadable ? CouldNotRun : Invalid;
    }

    static async Task WriteText(string config, ConfigurationResult result, TextWriter output, TextWriter error)
    {
        foreach (var finding in result.Findings)
            await (result.Unreadable ? error : output).WriteLineAsync(finding.ToString()).ConfigureAwait(false);
        if (result.Options is { } options)
            await output.WriteLineAsync(Summary(config, options, result.Findings.Count)).ConfigureAwait(false);
    }

    static string Summary(string config, GatewayOptions options, int warnings)
    {
        var listen = string.Join(", ", options.Listen.Select(l => (l.Tls is null ? "http://" : "https://") + l.Address));
        var summary = $"ok: {config}: {Count(options.Providers.Count, "provider")}, {Count(options.Routes.Count, "route")}, {listen}";
        return warnings == 0 ? summary : $"{summary} ({Count(warnings, "warning")})";
    }

    static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    static async Task<int> Usage(TextWriter error, string message)
    {
        await error.WriteLineAsync($"sluice check: {message}").ConfigureAwait(false);
        return WrongUsage;
    }

    static string Json(IReadOnlyList<Finding> findings)
    {
        using var buffer = new MemoryStream();
        // Apostrophes stay readable: this is for files and terminals, not for HTML.
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartArray();
            foreach (var finding in findings)
            {
                writer.WriteStartObject();
                writer.WriteString("severity", finding.Severity == FindingSeverity.Error ? "error" : "warning");
                writer.WriteString("file", finding.File);
                writer.WriteNumber("line", finding.Line);
                writer.WriteNumber("column", finding.Column);
                writer.WriteString("key", finding.Key);
                writer.WriteString("message", finding.Message);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
