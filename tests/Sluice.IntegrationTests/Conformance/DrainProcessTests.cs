using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>The process: what its signals do, and what its exit codes say.</summary>
public sealed class DrainProcessTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sluice-serve-").FullName;

    [Fact]
    public async Task Sigterm_lets_streams_finish_tells_the_late_ones_and_exits_with_0()
    {
        const string Dialect = "openai-chat";
        var ready = new StepGate();
        await using var upstream = ScriptedUpstream.Start();
        upstream.RespondOnce(script => script.EventStream().Write(Wire.Prologue(Dialect)).Write(Wire.Content(Dialect, "a")).WaitFor(ready).Write(Wire.Epilogue(Dialect)).End());
        upstream.RespondOnce(script => script.EventStream().Write(Wire.Prologue(Dialect)).Write(Wire.Content(Dialect, "a")).Stall());
        await using var sluice = await SluiceProcess.ServeAsync(File(upstream, "drain: { propagation: 1s, deadline: 2s }"));
        await using var first = await OpenAsync(sluice);
        await using var second = await OpenAsync(sluice);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(sluice.Admin, "readyz"))).StatusCode);

        var sent = TimeProvider.System.Stamp();
        await sluice.SignalAsync(PosixSignal.SIGTERM);
        await sluice.LineAsync("SIGTERM: not ready any more");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri(sluice.Admin, "readyz"))).StatusCode);
        ready.Release();
        var finished = await first.ReadToEndAsync();
        var cut = await second.ReadToEndAsync();
        var (code, errors) = await sluice.ExitAsync();

        Assert.Equal(StreamEnding.Complete, finished.Ending);
        Assert.True(Wire.IsTerminal(finished.Events[^1]));
        Assert.Equal("server_shutdown", StreamChecks.EndsInError(Dialect, cut).GetProperty("code").GetString());
        Assert.InRange(cut.Events[^1].At - sent, TimeSpan.FromSeconds(2.9), TimeSpan.FromSeconds(8));
        Assert.Equal((0, ""), (code, errors));
        StreamChecks.Ended(await sluice.ExchangeAsync(2), "drained", "gateway");
        Assert.Contains("stopped with 0 exchanges open", sluice.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_hurries()
    {
        await using var upstream = ScriptedUpstream.Start();
        upstream.Respond(script => script.EventStream().Write(Wire.Prologue("openai-chat")).Write(Wire.Content("openai-chat", "a")).Stall());
        await using var sluice = await SluiceProcess.ServeAsync(File(upstream));
        await using var client = await OpenAsync(sluice);

        await sluice.SignalAsync(PosixSignal.SIGTERM);
        await sluice.LineAsync("SIGTERM: not ready any more");
        await sluice.SignalAsync(PosixSignal.SIGTERM);

        Assert.Equal("server_shutdown", StreamChecks.EndsInError("openai-chat", await client.ReadToEndAsync()).GetProperty("code").GetString());
        Assert.Equal(0, (await sluice.ExitAsync()).Code);
    }

    [Fact]
    public async Task An_idle_process_exits_at_once_on_sigint()
    {
        await using var upstream = ScriptedUpstream.Start();
        await using var sluice = await SluiceProcess.ServeAsync(File(upstream));

        await sluice.SignalAsync(PosixSignal.SIGINT);

        Assert.Equal((0, ""), await sluice.ExitAsync());
    }

    [Fact]
    public async Task Sighup_puts_a_changed_file_in_force_and_touches_no_running_stream()
    {
        const string Dialect = "openai-chat";
        var go = new StepGate();
        await using var old = ScriptedUpstream.Start();
        await using var next = ScriptedUpstream.Start();
        old.Respond(script => script.EventStream().Write(Wire.Prologue(Dialect)).Write(Wire.Content(Dialect, "a")).WaitFor(go).Write(Wire.Epilogue(Dialect)).End());
        next.Respond(script => script.EventStream().Write(Wire.Stream(Dialect)).End());
        var file = File(old);
        await using var sluice = await SluiceProcess.ServeAsync(file);
        await using var running = await OpenAsync(sluice);

        File(next);
        await sluice.SignalAsync(PosixSignal.SIGHUP);
        await sluice.LineAsync("Configuration reloaded");
        var answer = await RawClient.ExchangeAsync(sluice.Address, Wire.Chat());
        Assert.Equal(Wire.Stream(Dialect), answer.Text);
        Assert.Single(next.Requests);
        Assert.Null(running.Response!.Ending);

        go.Release();
        var finished = await running.ReadToEndAsync();
        Assert.Equal(StreamEnding.Complete, finished.Ending);
        Assert.True(Wire.IsTerminal(finished.Events[^1]));
        await sluice.SignalAsync(PosixSignal.SIGINT);
        Assert.Equal(0, (await sluice.ExitAsync()).Code);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_exit_code_3()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var file = Path.Combine(_folder, "sluice.yaml");
        await System.IO.File.WriteAllTextAsync(file, $"listen: {taken.LocalEndpoint}\nadmin_listen: off\nproviders: {{ m: {{ type: openai-compatible, base_url: \"http://127.0.0.1:9\" }} }}\n");
        await using var sluice = SluiceProcess.Start("serve", "--config", file);

        var (code, errors) = await sluice.ExitAsync();

        Assert.Equal(3, code);
        Assert.Contains(taken.LocalEndpoint.ToString()!, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_file_is_exit_code_1_with_every_mistake()
    {
        var file = Path.Combine(_folder, "sluice.yaml");
        await System.IO.File.WriteAllTextAsync(file, "listen: nowhere\nproviders: { m: { type: openai-compatibel } }\nroute: []\n");
        await using var sluice = SluiceProcess.Start("serve", "--config", file);

        var (code, errors) = await sluice.ExitAsync();

        Assert.Equal(1, code);
        foreach (var mistake in new[] { "sluice.yaml:1", "sluice.yaml:2", "sluice.yaml:3" })
            Assert.Contains(mistake, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_exit_code_3()
    {
        await using var sluice = SluiceProcess.Start("serve", "--config", Path.Combine(_folder, "absent.yaml"));

        var (code, errors) = await sluice.ExitAsync();

        Assert.Equal(3, code);
        Assert.Contains("absent.yaml", errors, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static async Task<RawClient> OpenAsync(SluiceProcess sluice)
    {
        var client = await RawClient.ConnectAsync(sluice.Address);
        await client.SendAsync(Wire.Chat());
        await client.ReadEventsAsync(2);
        return client;
    }

    string File(ScriptedUpstream upstream, string more = "")
    {
        var file = Path.Combine(_folder, "sluice.yaml");
        System.IO.File.WriteAllText(file, $"listen: 127.0.0.1:0\nadmin_listen: 127.0.0.1:0\nproviders: {{ m: {{ type: openai-compatible, base_url: \"{upstream.BaseAddress}\" }} }}\n{more}\n");
        return file;
    }
}
