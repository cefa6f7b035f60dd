using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Configuration;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>A reload is a new snapshot: exchanges that run keep the one they began with, and a file that is wrong changes nothing.</summary>
public sealed class ReloadTests : IDisposable
{
    const string Dialect = "openai-chat";
    readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("sluice-reload-").FullName, "sluice.yaml");

    [Fact]
    public async Task A_changed_file_serves_new_exchanges_and_leaves_running_ones_alone()
    {
        var go = new StepGate();
        await using var old = ScriptedUpstream.Start();
        await using var next = ScriptedUpstream.Start();
        old.Respond(script => script.EventStream().Write(Wire.Prologue(Dialect)).Write(Wire.Content(Dialect, "a")).WaitFor(go).Fin());
        next.Respond(script => script.EventStream().Write(Wire.Stream(Dialect)).End());
        await using var gateway = await StartAsync(Yaml(old, "on_error: event"));
        await using var watcher = Watch(gateway);
        await using var running = await gateway.OpenAsync(Wire.Chat());
        await running.ReadEventsAsync(2);

        await File.WriteAllTextAsync(_file, Yaml(next, "on_error: abort\napi_keys: [new-key]\nlimits: { streams: 1 }"));
        await UntilAsync(() => watcher.LastReload is { Succeeded: true });

        // One slot in all by now, and it is taken by the stream that began before: the new limit holds for the next exchange.
        Assert.Equal(401, (await gateway.SendAsync(Wire.Chat())).Status);
        Assert.Equal(503, (await gateway.SendAsync(Keyed())).Status);
        go.Release();
        // The running stream still is on_error: event.
        Assert.Equal("upstream_truncated", StreamChecks.EndsInError(Dialect, await running.ReadToEndAsync()).GetProperty("code").GetString());
        await gateway.ExchangeAsync(3);
        Assert.Equal(Wire.Stream(Dialect), (await gateway.SendAsync(Keyed())).Text);
        Assert.Single(old.Requests);
        Assert.Single(next.Requests);
    }

    [Fact]
    public async Task Half_a_file_keeps_the_old_configuration_until_the_rest_is_there()
    {
        await using var old = ScriptedUpstream.Start();
        await using var next = ScriptedUpstream.Start();
        old.Respond(script => script.EventStream().Write(Wire.Stream(Dialect)).End());
        next.Respond(script => script.EventStream().Write(Wire.Stream(Dialect)).End());
        await using var gateway = await StartAsync(Yaml(old));
        await using var watcher = Watch(gateway);

        var whole = Yaml(next);
        await File.WriteAllTextAsync(_file, whole[..(whole.IndexOf("compatible", StringComparison.Ordinal) + 3)]);
        await UntilAsync(() => watcher.LastReload is { Succeeded: false });
        Assert.Equal(200, (await gateway.SendAsync(Wire.Chat())).Status);
        Assert.Single(old.Requests);

        await File.WriteAllTextAsync(_file, whole);
        await UntilAsync(() => watcher.LastReload is { Succeeded: true });
        Assert.Equal(200, (await gateway.SendAsync(Wire.Chat())).Status);
        Assert.Single(next.Requests);
    }

    [Fact]
    public async Task Reloads_under_load_lose_no_stream()
    {
        await using var one = ScriptedUpstream.Start();
        await using var two = ScriptedUpstream.Start();
        foreach (var upstream in new[] { one, two })
            upstream.Respond(script => script.EventStream().Write(Wire.Prologue(Dialect)).Repeat(10, TimeSpan.FromMilliseconds(2), i => Wire.Content(Dialect, "e", i)).Write(Wire.Epilogue(Dialect)).End());
        await using var gateway = await StartAsync(Yaml(one));
        var options = new[] { one, two }.Select(upstream => ConfigurationReader.Read(Yaml(upstream), "test.yaml", _ => null).Options!).ToArray();
        using var enough = new CancellationTokenSource();
        var reloading = Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                gateway.Host.State.Apply(options[i % 2]);
                await Task.Delay(1);
            }
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => gateway.SendAsync(Wire.Chat())));
        await enough.CancelAsync();
        await reloading;

        Assert.All(answers, answer => Assert.Equal(StreamEnding.Complete, answer.Ending));
        Assert.All(answers, answer => Assert.Equal(13, answer.Events.Count + (answer.Events[^1].Data == "[DONE]" ? -1 : 0)));
        Assert.Equal(200, one.Requests.Count + two.Requests.Count);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    static RawRequest Keyed()
    {
        var request = Wire.Chat();
        return request with { Headers = [.. request.Headers, ("authorization", "Bearer new-key")] };
    }

    static string Yaml(ScriptedUpstream upstream, string more = "") =>
        $"{more}\nproviders:\n  m:\n    type: openai-compatible\n    base_url: {upstream.BaseAddress}\nroutes:\n  - model: \"*\"\n    candidates: [ {{ provider: m }} ]\n";

    async Task<TestGateway> StartAsync(string yaml)
    {
        await File.WriteAllTextAsync(_file, yaml);
        return await TestGateway.StartAsync(yaml);
    }

    ConfigurationWatcher Watch(TestGateway gateway)
    {
        var options = new ConfigurationWatcherOptions(_file, _ => null, null);
        var watcher = new ConfigurationWatcher(options, ConfigurationReader.Read(File.ReadAllText(_file), _file, _ => null), applied =>
        {
            gateway.Host.State.Apply(applied);
            return ValueTask.CompletedTask;
        }, TimeProvider.System, NullLogger.Instance);
        watcher.Start();
        return watcher;
    }

    static async Task UntilAsync(Func<bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Guard.DefaultLimit, "the file was not read again");
            await Task.Delay(10);
        }
    }
}
