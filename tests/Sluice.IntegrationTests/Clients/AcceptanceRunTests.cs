using Sluice.IntegrationTests.Harness;
using System.Text.Json;
using Xunit.Abstractions;

namespace Sluice.IntegrationTests.Clients;

/// <summary>Runs alone: what it asserts are parts of a time.</summary>
[CollectionDefinition("Client times", DisableParallelization = true)]
public sealed class ClientTimes;

/// <summary>
/// OpenShell's acceptance run: an essay of 200 words over 2 s, through https://inference.local and directly, streamed and whole, with the
/// clients its users have. Where a stream is read whole before it is passed on, the first byte comes after 100 % of the time.
/// </summary>
[Collection("Client times")]
public sealed class AcceptanceRunTests(EssayBed bed, ITestOutputHelper output) : IClassFixture<EssayBed>
{
    public static TheoryData<string, bool> Cases { get; } = new()
    {
        { "curl", true }, { "curl", false }, { "python", true }, { "python", false },
        { "node", true }, { "node", false }, { "dotnet", true }, { "dotnet", false },
    };

    [TimedTheory, MemberData(nameof(Cases))]
    public async Task The_first_byte_of_a_stream_comes_in_the_first_fifth_of_its_time(string client, bool proxied)
    {
        var essay = await WriteAsync(client, proxied, stream: true);
        output.WriteLine($"{client}, {(proxied ? "inference.local" : "direct")}: first byte {essay.First:0} ms of {essay.Total:0} ms, {essay.First / essay.Total:P1}");
        Assert.Equal(200, Words(essay));
        Assert.Equal(EssayBed.Essay, essay.Text);
        Assert.InRange(essay.Total, 1900, double.MaxValue);
        Assert.InRange(essay.First / essay.Total, 0, 0.2);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task An_answer_that_is_not_streamed_is_complete(string client, bool proxied)
    {
        var essay = await WriteAsync(client, proxied, stream: false);
        Assert.Equal(200, Words(essay));
        Assert.Equal(EssayBed.Essay, essay.Text);
        Assert.DoesNotContain(bed.UpstreamRequests, r => r.Headers.ToString().Contains("dummy", StringComparison.Ordinal));
    }

    Task<Essay> WriteAsync(string client, bool proxied, bool stream) => client switch
    {
        "curl" => CurlEssay.WriteAsync(bed, proxied, stream),
        "dotnet" => HttpEssay.WriteAsync(bed, proxied, stream),
        _ => ProgramAsync(client, proxied, stream),
    };

    async Task<Essay> ProgramAsync(string client, bool proxied, bool stream)
    {
        string[] arguments =
        [
            proxied ? EssayBed.Inside : bed.Direct.ToString(), stream ? EssayBed.Streaming : EssayBed.Whole, stream ? "stream" : "whole",
            .. proxied ? new[] { bed.Proxy.ToString(), bed.Authority } : [],
        ];
        var lines = client == "node"
            ? await ClientProgram.RunAsync("acceptance.mjs", arguments)
            : await ClientProgram.RunAsync("python3", "acceptance.py", arguments);
        return JsonSerializer.Deserialize<Essay>(Assert.Single(lines), JsonSerializerOptions.Web)!;
    }

    static int Words(Essay essay) => essay.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
}
