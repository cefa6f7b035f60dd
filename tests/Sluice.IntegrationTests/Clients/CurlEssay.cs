using System.Globalization;
using System.Text.RegularExpressions;
using Sluice.IntegrationTests.Listeners;

namespace Sluice.IntegrationTests.Clients;

/// <summary>The essay through curl, timed by its own trace: from the first thing it did to each read of the body.</summary>
internal static partial class CurlEssay
{
    public static async Task<Essay> WriteAsync(EssayBed bed, bool proxied, bool stream)
    {
        Assert.True(Tools.FindMissing("curl") is null, "curl is not installed; ./test installs what tests/packages.txt lists.");
        var trace = Path.GetTempFileName();
        try
        {
            string[] through = proxied ? ["--proxy", bed.Proxy.ToString(), "--cacert", bed.Authority] : [];
            var (exit, output, error) = await ToolProcess.RunAsync("curl",
            [
                "-sS", "-N", "--fail-with-body", "--trace-ascii", trace, "--trace-time", .. through,
                "-H", $"authorization: Bearer {HttpEssay.Key(proxied)}", "-H", "content-type: application/json",
                "-d", HttpEssay.Body(stream), $"{(proxied ? EssayBed.Inside : bed.Direct.ToString().TrimEnd('/'))}/v1/chat/completions",
            ]);
            Assert.True(exit == 0, $"curl ended with {exit}: {error}{output}");
            var lines = await File.ReadAllLinesAsync(trace);
            var start = Time(lines.First(line => Stamp().IsMatch(line)));
            var reads = lines.Where(line => line.Contains("<= Recv data,", StringComparison.Ordinal)).Select(Time).ToArray();
            return new Essay(Since(start, reads[0]), Since(start, reads[^1]), HttpEssay.Text(output, stream));
        }
        finally
        {
            File.Delete(trace);
        }
    }

    static TimeSpan Time(string line) => TimeSpan.ParseExact(Stamp().Match(line).Value, @"hh\:mm\:ss\.ffffff", CultureInfo.InvariantCulture);

    /// <summary>The trace has times of day only: at midnight they start again.</summary>
    static double Since(TimeSpan start, TimeSpan time) => (time >= start ? time - start : time - start + TimeSpan.FromDays(1)).TotalMilliseconds;

    [GeneratedRegex(@"^\d\d:\d\d:\d\d\.\d{6}")]
    private static partial Regex Stamp();
}
