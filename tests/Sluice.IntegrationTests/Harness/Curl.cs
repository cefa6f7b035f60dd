using System.Diagnostics;
using System.Text;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Harness;

/// <summary>curl as a client: what it prints and how it ends.</summary>
static class Curl
{
    /// <summary>Sends a request and reads until curl exits.</summary>
    public static async Task<(int Exit, string Output, string Errors)> RunAsync(Uri address, RawRequest request, params string[] options)
    {
        var start = new ProcessStartInfo("curl") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in options.Concat(["--silent", "--show-error", "--no-buffer", "--noproxy", "*", "--max-time", "30", "--request", request.Method, "--data-binary", "@-"]))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in request.Headers)
        {
            start.ArgumentList.Add("--header");
            start.ArgumentList.Add($"{name}: {value}");
        }

        start.ArgumentList.Add(new Uri(address, request.Target).ToString());
        using var curl = Process.Start(start)!;
        await curl.StandardInput.BaseStream.WriteAsync(request.Body);
        curl.StandardInput.Close();
        var output = new MemoryStream();
        var errors = curl.StandardError.ReadToEndAsync();
        await curl.StandardOutput.BaseStream.CopyToAsync(output).Within("curl to read to the end");
        await curl.WaitForExitAsync().Within("curl to exit");
        return (curl.ExitCode, Encoding.UTF8.GetString(output.ToArray()), await errors);
    }
}
