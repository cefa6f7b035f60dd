using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sluice.Configuration;
using Sluice.Listeners;

namespace Sluice.Cli;

/// <summary>
/// <c>sluice ca</c>: shows the forward proxy's certificate authority, made where there is none, and the variables that runtimes need.
/// The text form is a shell script, so that <c>eval "$(sluice ca)"</c> sets them.
/// </summary>
internal static class Ca
{
    const int Bad = 1;
    const int CouldNotRun = 3;

    /// <summary>What the two output forms show.</summary>
    sealed record Report(
        CertificateAuthority Authority,
        IReadOnlyList<KeyValuePair<string, string>> Variables,
        string? Bundle,
        string? Installed,
        IReadOnlyList<string> InferenceHosts);

    /// <param name="load">Reads the configuration file of that name, or the default one for null.</param>
    /// <param name="time">The clock that validity is measured with.</param>
    /// <param name="bundle">Where this system keeps its trusted certificates.</param>
    /// <param name="trust">How this system is made to trust another one.</param>
    public static Command Create(
        Func<string?, ForwardProxyOptions> load, TimeProvider? time = null, TrustBundle? bundle = null, SystemTrust? trust = null)
    {
        var config = new Option<string?>("--config") { Description = "Configuration file.", HelpName = "FILE" };
        var bundleFile = new Option<string?>("--bundle")
        {
            Description = "Write the system's trusted certificates and ours into this file, for programs that trust one file only.",
            HelpName = "FILE",
        };
        var install = new Option<bool>("--install") { Description = "Make this system trust the authority (needs root)." };
        var format = new Option<string>("--format") { Description = "text: a shell script; json.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");

        var command = new Command("ca", "Print or install the forward proxy's certificate authority and the variables runtimes need.")
        {
            config, bundleFile, install, format,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var report = await RunAsync(
                    load(parsed.GetValue(config)), parsed.GetValue(bundleFile), parsed.GetValue(install),
                    time ?? TimeProvider.System, bundle ?? TrustBundle.System, trust ?? SystemTrust.Default, cancellationToken);
                foreach (var warning in report.Authority.Warnings)
                    await error.WriteLineAsync($"warning: {warning}");
                await output.WriteAsync(parsed.GetValue(format) == "json" ? ToJson(report) : ToShell(report));
                return 0;
            }
            catch (CertificateAuthorityException e)
            {
                await error.WriteLineAsync($"sluice ca: {e.Message}");
                return e.InnerException is IOException or UnauthorizedAccessException ? CouldNotRun : Bad;
            }
            catch (ConfigurationException e)
            {
                await error.WriteLineAsync($"sluice ca: {e.Message}");
                return Bad;
            }
            catch (Exception e) when (e is SystemTrustException or IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"sluice ca: {e.Message}");
                return CouldNotRun;
            }
        });
        return command;
    }

    static async Task<Report> RunAsync(
        ForwardProxyOptions options,
        string? bundleFile,
        bool install,
        TimeProvider time,
        TrustBundle bundle,
        SystemTrust trust,
        CancellationToken cancellationToken)
    {
        var authority = await CertificateAuthority.LoadOrCreateAsync(options.CaCertificateFile, options.CaKeyFile, time, cancellationToken);
        var installed = install ? await trust.InstallAsync(authority, cancellationToken) : null;
        if (bundleFile is not null)
        {
            bundleFile = Path.GetFullPath(bundleFile);
            await bundle.WriteAsync(bundleFile, authority, cancellationToken);
        }

        // A system that trusts the authority has such a bundle already.
        bundleFile ??= await bundle.FindTrustingAsync(authority, cancellationToken);
        var variables = RuntimeVariables.For(options, authority.CertificateFile!, bundleFile);
        return new Report(authority, variables, bundleFile, installed, options.InferenceHosts);
    }

    static string ToShell(Report report)
    {
        var authority = report.Authority;
        var text = new StringBuilder();
        text.Append("# certificate authority of the forward proxy").Append(authority.IsNew ? " (made just now)\n" : "\n");
        text.Append($"#   certificate  {authority.CertificateFile}\n");
        text.Append($"#   key          {authority.KeyFile}\n");
        text.Append($"#   subject      {authority.Certificate.Subject}\n");
        text.Append($"#   sha256       {authority.Fingerprint}\n");
        var (from, until) = (authority.Certificate.NotBefore.ToUniversalTime(), authority.Certificate.NotAfter.ToUniversalTime());
        text.Append($"#   valid        {from:yyyy-MM-dd} to {until:yyyy-MM-dd}\n");
        text.Append($"#   serves       {string.Join(", ", report.InferenceHosts.Select(h => $"https://{h}/"))}\n");
        if (report.Installed is not null)
            text.Append($"#   installed    {report.Installed}\n");
        foreach (var (name, value) in report.Variables)
            text.Append($"export {name}={Quote(value)}\n");
        if (report.Bundle is null)
            text.Append("# SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and GIT_SSL_CAINFO replace what a program trusts,\n"
                + "# so they need the public authorities too: sluice ca --bundle FILE writes such a file,\n"
                + "# sluice ca --install makes the whole system trust ours.\n");
        return text.ToString();
    }

    static string ToJson(Report report)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            var authority = report.Authority;
            json.WriteStartObject();
            json.WriteString("certificate", authority.CertificateFile);
            json.WriteString("key", authority.KeyFile);
            json.WriteBoolean("created", authority.IsNew);
            json.WriteString("subject", authority.Certificate.Subject);
            json.WriteString("sha256", authority.Fingerprint);
            json.WriteString("not_before", authority.Certificate.NotBefore.ToUniversalTime());
            json.WriteString("not_after", authority.Certificate.NotAfter.ToUniversalTime());
            json.WriteString("bundle", report.Bundle);
            json.WriteString("installed", report.Installed);
            json.WriteStartArray("inference_hosts");
            foreach (var host in report.InferenceHosts)
                json.WriteStringValue(host);
            json.WriteEndArray();
            json.WriteStartObject("environment");
            foreach (var (name, value) in report.Variables)
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    static string Quote(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or ':' or '.' or ',' or '_' or '-')
            ? value
            : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
