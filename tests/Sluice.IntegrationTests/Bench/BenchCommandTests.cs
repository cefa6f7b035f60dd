using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Sluice.Cli;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;
using Sluice.Testing.Load;

namespace Sluice.IntegrationTests.Bench;

/// <summary><c>sluice bench</c> against real gateways, with small sizes: what it says about them, not how fast they are.</summary>
[Collection(Alone.Name)]
public sealed class BenchCommandTests
{
    static readonly BenchArguments Small = new() { Rounds = 1, Clients = 4, Duration = "300ms", Singles = 10, Cancels = 5, Wait = "10s", Format = "json" };

    [Fact]
    public async Task A_gateway_that_is_pointed_at_the_scripted_server_is_measured_in_every_row()
    {
        var port = FreePort();
        await using var gateway = await TestGateway.StartAsync(Configuration(port));

        var (code, report, _) = await RunAsync(Small with { Target = gateway.Address.AbsoluteUri, Upstream = $"127.0.0.1:{port}" });

        Assert.Equal(0, code);
        var rows = report.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("id").GetString()!);
        string[] expected =
        [
            "first_byte_p50", "first_byte_p99", "age_p50", "age_p99", "age_max", "gap_p50", "gap_p99", "gap_max",
            "streams_per_second", "loaded_first_byte_p50", "loaded_first_byte_p99", "cancel_p50", "cancel_p99", "cancel_missed",
        ];
        Assert.Equal(expected, rows.Keys);
        Assert.All(rows.Values, row => Assert.True(row.GetProperty("gateway").GetProperty("median").GetDouble() >= 0, row.ToString()));
        Assert.True(Median(rows["age_p50"], "gateway") > 0);
        Assert.True(Median(rows["streams_per_second"], "gateway") > 1);
        Assert.Equal(0, Median(rows["cancel_missed"], "gateway"));
        Assert.InRange(Median(rows["gap_p50"], "gateway"), 5_000, 100_000);
    }

    [Fact]
    public async Task A_server_of_the_users_own_behind_the_gateway_gives_the_rows_that_need_no_stamps()
    {
        await using var model = ScriptedModel.Start(new ScriptedModelOptions { FirstTokenDelay = TimeSpan.FromMilliseconds(5), TokenInterval = TimeSpan.FromMilliseconds(1) });
        await using var gateway = await TestGateway.StartAsync($$"""
            providers: { mock: { type: openai-compatible, base_url: "{{model.BaseAddress}}" } }
            routes: [ { model: "*", candidates: [ { provider: mock } ] } ]
            """);

        var (code, report, error) = await RunAsync(Small with { Target = gateway.Address.AbsoluteUri, Direct = model.BaseAddress.AbsoluteUri, Singles = 2, Duration = "200ms" });

        Assert.True(code == 0, report + error);
        var rows = report.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("id").GetString()).ToArray();
        Assert.Contains("first_event_p50", rows);
        Assert.Contains("gap_p99", rows);
        Assert.DoesNotContain("age_p50", rows);
        Assert.DoesNotContain("cancel_p50", rows);
    }

    [Fact]
    public async Task A_gateway_that_leads_elsewhere_is_told_from_one_that_reaches_the_scripted_server()
    {
        await using var elsewhere = ScriptedModel.Start(new ScriptedModelOptions { FirstTokenDelay = TimeSpan.Zero, TokenInterval = TimeSpan.Zero });
        await using var gateway = await TestGateway.StartAsync($$"""
            providers: { mock: { type: openai-compatible, base_url: "{{elsewhere.BaseAddress}}" } }
            routes: [ { model: "*", candidates: [ { provider: mock } ] } ]
            """);

        var (code, _, error) = await RunAsync(Small with { Target = gateway.Address.AbsoluteUri, Upstream = $"127.0.0.1:{FreePort()}", Wait = "500ms" });

        Assert.Equal(3, code);
        Assert.Contains("does not reach the scripted model server", error);
        Assert.Contains("0 events came, 1 were sent", error);
        Assert.Contains("--direct URL", error);
        Assert.Contains("base_url: \"http://127.0.0.1:", error);
    }

    [Fact]
    public async Task Nobody_listening_is_an_error_that_says_so()
    {
        var (code, _, error) = await RunAsync(Small with { Target = $"http://127.0.0.1:{FreePort()}", Upstream = $"127.0.0.1:{FreePort()}", Wait = "300ms" });

        Assert.Equal(3, code);
        Assert.Contains("Connection refused", error);
    }

    [Fact]
    public async Task A_taken_address_for_the_scripted_server_is_an_error_that_names_the_option()
    {
        await using var other = LoadUpstream.Start(TimeProvider.System, new IPEndPoint(IPAddress.Loopback, 0));

        var (code, _, error) = await RunAsync(Small with { Target = "http://127.0.0.1:1", Upstream = other.Addresses[0].ToString() });

        Assert.Equal(3, code);
        Assert.Contains("--upstream", error);
    }

    [Theory]
    [InlineData("ftp://x", null, "text", 1, "--target 'ftp://x'")]
    [InlineData("http://x", "nowhere", "text", 1, "--direct 'nowhere'")]
    [InlineData(null, "http://x", "text", 1, "--target URL")]
    [InlineData("http://x", null, "xml", 1, "--format 'xml'")]
    [InlineData("http://x", null, "text", 0, "--rounds 0")]
    public async Task Wrong_arguments_are_named(string? target, string? direct, string format, int rounds, string named)
    {
        var (code, _, error) = await RunAsync(Small with { Target = target, Direct = direct, Format = format, Rounds = rounds });

        Assert.Equal(2, code);
        Assert.Contains(named, error);
    }

    [Fact]
    public async Task Without_a_target_it_starts_and_measures_a_gateway_of_its_own()
    {
        await using var bench = SluiceProcess.Start("bench", "--rounds", "1", "--clients", "4", "--duration", "300ms", "--singles", "10", "--cancels", "5");

        var (code, errors) = await bench.ExitAsync();

        Assert.True(code == 0, errors + bench.Log);
        Assert.Contains("streams per second", bench.Log);
        Assert.Contains("Every event of every stream arrived, once, in order.", bench.Log);
    }

    static double Median(JsonElement row, string path) => row.GetProperty(path).GetProperty("median").GetDouble();

    static async Task<(int Code, JsonElement Report, string Error)> RunAsync(BenchArguments arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Sluice.Cli.Bench.RunAsync(arguments, output, error, TimeProvider.System);
        return (code, output.ToString() is { Length: > 0 } json ? JsonDocument.Parse(json).RootElement : default, error.ToString());
    }

    static string Configuration(int port) => $$"""
        providers: { bench: { type: openai-compatible, base_url: "http://127.0.0.1:{{port}}/v1" } }
        routes: [ { model: bench, candidates: [ { provider: bench } ] } ]
        """;

    static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
