using System.Diagnostics;

namespace Sluice.IntegrationTests.Listeners;

/// <summary>Runs a client that users really use, with exactly the environment a test gives it.</summary>
internal static class ToolProcess
{
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // A proxy of the machine that runs the tests is not ours, and neither are its certificates.
        foreach (var name in start.Environment.Keys.Where(IsProxyOrTrust).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit ?? TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await error);
    }

    static bool IsProxyOrTrust(string name) =>
        name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)
        || name is "SSL_CERT_FILE" or "REQUESTS_CA_BUNDLE" or "CURL_CA_BUNDLE" or "NODE_EXTRA_CA_CERTS" or "GIT_SSL_CAINFO" or "NODE_USE_ENV_PROXY";
}
