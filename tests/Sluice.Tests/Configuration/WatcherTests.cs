using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Testing;

namespace Sluice.Tests.Configuration;

/// <summary>Real files and a clock that the test moves.</summary>
public sealed class WatcherTests : IAsyncDisposable
{
    const string Listen = Config.Provider + "listen: 127.0.0.1:";

    readonly TemporaryFolder _folder = new();
    readonly ManualTimeProvider _clock = new();
    readonly Channel<GatewayOptions> _applied = Channel.CreateUnbounded<GatewayOptions>();
    readonly LogLines _log = new();
    Func<GatewayOptions, ValueTask>? _apply;
    ConfigurationWatcher? _watcher;

    public async ValueTask DisposeAsync()
    {
        if (_watcher is not null)
            await _watcher.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_change_is_loaded_once_the_file_was_left_alone()
    {
        var file = _folder.Write("sluice.yaml", Listen + "1");
        var watcher = await Start(file);
        await Touch(() => File.WriteAllText(file, Listen + "2"));
        Assert.Null(watcher.LastReload);
        Assert.Equal(2, await NextPort());
        var last = await LastReload(watcher);
        Assert.Equal((true, "file change", _clock.GetUtcNow()), (last.Succeeded, last.Reason, last.At));
        Assert.Contains(_log.Lines, l => l.StartsWith("Information: Configuration reloaded from", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_file_changes_nothing_but_the_log()
    {
        var file = _folder.Write("sluice.yaml", Listen + "1");
        var watcher = await Start(file);
        await Touch(() => File.WriteAllText(file, Listen + "nowhere\nlistn: x"));
        var last = await LastReload(watcher);
        Assert.False(last.Succeeded);
        Assert.Equal(["listen", "listn"], last.Findings.Select(f => f.Key));
        Assert.False(_applied.Reader.TryRead(out _));
        Assert.Equal(2, _log.Lines.Count(l => l.StartsWith($"Error: {file}:", StringComparison.Ordinal)));
        Assert.Contains(_log.Lines, l => l.Contains("2 errors; the configuration that was serving goes on", StringComparison.Ordinal));

        await Touch(() => File.WriteAllText(file, Listen + "3"));
        Assert.Equal(3, await NextPort());
    }

    [Fact]
    public async Task An_empty_file_is_not_a_configuration()
    {
        var file = _folder.Write("sluice.yaml", Listen + "1");
        var watcher = await Start(file);
        await Touch(() => File.WriteAllText(file, ""));
        Assert.False((await LastReload(watcher)).Succeeded);
        Assert.False(_applied.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_file_may_be_deleted_and_come_back()
    {
        var file = _folder.Write("sluice.yaml", Listen + "1");
        var watcher = await Start(file);
        await Touch(() => File.Delete(file));
        var gone = await LastReload(watcher);
        Assert.False(gone.Succeeded);
        Assert.Contains("does not exist", Assert.Single(gone.Findings).Message, StringComparison.Ordinal);

        await Touch(() => File.WriteAllText(file, Listen + "1"));
        Assert.Equal(1, await NextPort());
    }

    [Fact]
    public async Task A_file_may_be_replaced_by_renaming_another()
    {
        var file = _folder.Write("sluice.yaml", Listen + "1");
        await Start(file);
        var next = _folder.Write("sluice.yaml.tmp", Listen + "2");
        await Touch(() => File.Move(next, file, overwrite: true));
        Assert.Equal(2, await NextPort());
    }

    [Fact]
    public async Task A_mounted_folder_may_be_swapped_behind_its_link()
    {
        // The way in which Kubernetes updates a mounted ConfigMap.
        foreach (var (folder, port) in new[] { ("..first", "1"), ("..second", "2") })
        {
            Directory.CreateDirectory(_folder.PathOf(folder));
            _folder.Write(Path.Combine(folder, "sluice.yaml"), Listen + port);
        }
        Directory.CreateSymbolicLink(_folder.PathOf("..data"), "..first");
        var file = File.CreateSymbolicLink(_folder.PathOf("sluice.yaml"), Path.Combine("..data", "sluice.yaml")).FullName;
        await Start(file);
        Directory.CreateSymbolicLink(_folder.PathOf("..data_tmp"), "..second");
        await Touch(() => Assert.Equal(0, Rename(_folder.PathOf("..data_tmp"), _folder.PathOf("..data"))));
        Assert.Equal(2, await NextPort());
    }

    [Fact]
    public async Task A_change_without_notification_is_seen_by_looking()
    {
        var elsewhere = Directory.CreateDirectory(_folder.PathOf("elsewhere")).FullName;
        var target = Path.Combine(elsewhere, "real.yaml");
        await File.WriteAllTextAsync(target, Listen + "1");
        await Start(File.CreateSymbolicLink(_folder.PathOf("sluice.yaml"), target).FullName);
        await File.WriteAllTextAsync(target, Listen + "2");
        var armed = _clock.TimersArmed;
        _clock.Advance(ConfigurationWatcher.PollInterval);
        await _clock.WaitForTimersArmedAsync(armed + 1);
        _clock.Advance(ConfigurationWatcher.Debounce);
        Assert.Equal(2, await NextPort());
    }

    [Fact]
    public async Task Each_new_change_puts_loading_off()
    {
        var file = _folder.Write("sluice.yaml", Listen + "1");
        await Start(file);
        await Touch(() => File.WriteAllText(file, Listen + "2"), advance: false);
        _clock.Advance(ConfigurationWatcher.Debounce - TimeSpan.FromMilliseconds(1));
        await Touch(() => File.WriteAllText(file, Listen + "3"), advance: false);
        _clock.Advance(ConfigurationWatcher.Debounce - TimeSpan.FromMilliseconds(1));
        Assert.False(_applied.Reader.TryRead(out _));
        // A last notification of the second writing may have come by now.
        _clock.Advance(ConfigurationWatcher.Debounce);
        Assert.Equal(3, await NextPort());
    }

    [Fact]
    public async Task A_reload_on_request_reads_the_file_changed_or_not()
    {
        var watcher = await Start(_folder.Write("sluice.yaml", Listen + "1"));
        var result = await watcher.ReloadAsync("SIGHUP");
        Assert.Equal((true, "SIGHUP"), (result.Succeeded, result.Reason));
        Assert.Same(result, watcher.LastReload);
        Assert.Equal(1, await NextPort());
    }

    [Fact]
    public async Task Reloads_take_turns()
    {
        var (running, most) = (0, 0);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _apply = async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await release.Task;
            Interlocked.Decrement(ref running);
        };
        var watcher = await Start(_folder.Write("sluice.yaml", Listen + "1"));
        var reloads = Enumerable.Range(0, 20).Select(i => watcher.ReloadAsync($"call {i}")).ToList();
        Assert.DoesNotContain(reloads, r => r.IsCompleted);
        release.SetResult();
        Assert.All(await Task.WhenAll(reloads), r => Assert.True(r.Succeeded));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Options_that_cannot_be_put_to_use_are_a_failed_reload()
    {
        _apply = _ => throw new InvalidOperationException("the address is taken");
        var watcher = await Start(_folder.Write("sluice.yaml", Listen + "1"));
        var result = await watcher.ReloadAsync("SIGHUP");
        Assert.False(result.Succeeded);
        Assert.Contains("the address is taken", result.Error, StringComparison.Ordinal);
        Assert.Contains(_log.Lines, l => l.Contains("could not be put to use", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_or_late_has_failed_and_does_not_throw()
    {
        var watcher = await Start(_folder.Write("sluice.yaml", Listen + "1"));
        Assert.Equal("the caller did not wait for it", (await watcher.ReloadAsync("admin", new CancellationToken(canceled: true))).Error);
        await watcher.DisposeAsync();
        await watcher.DisposeAsync();
        Assert.Equal("the gateway is stopping", (await watcher.ReloadAsync("SIGHUP")).Error);
        Assert.Null(watcher.LastReload);
    }

    [Fact]
    public async Task Stopping_waits_for_a_reload_that_goes_on()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _apply = async _ =>
        {
            entered.SetResult();
            await release.Task;
        };
        var watcher = await Start(_folder.Write("sluice.yaml", Listen + "1"));
        var reload = watcher.ReloadAsync("SIGHUP");
        await entered.Task;
        var stopped = watcher.DisposeAsync().AsTask();
        Assert.False(stopped.IsCompleted);
        release.SetResult();
        await stopped;
        Assert.True((await reload).Succeeded);
    }

    [Fact]
    public async Task A_pipe_is_not_watched()
    {
        var file = _folder.Write("sluice.yaml", Listen + "1");
        var read = await ConfigurationReader.ReadFileAsync(file, _ => null);
        var pipe = read with { Rereadable = false };
        _watcher = new ConfigurationWatcher(new(file, _ => null), pipe, _ => ValueTask.CompletedTask, _clock, _log);
        _watcher.Start();
        Assert.Contains(_log.Lines, l => l.Contains("is not watched", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_of_the_command_line_holds_across_reloads()
    {
        var file = _folder.Write("sluice.yaml", Listen + "1");
        await Start(file, "127.0.0.1:77");
        await Touch(() => File.WriteAllText(file, Listen + "2"));
        Assert.Equal(77, await NextPort());
    }

    async Task<ConfigurationWatcher> Start(string file, string? listen = null)
    {
        var running = await ConfigurationReader.ReadFileAsync(file, _ => null, listen);
        Assert.True(running.Succeeded);
        var apply = _apply ?? (options => _applied.Writer.WriteAsync(options));
        _watcher = new ConfigurationWatcher(new(file, _ => null, listen), running, apply, _clock, _log);
        _watcher.Start();
        return _watcher;
    }

    // A change may notify several times, as writing does; each arms the timer anew, so one notification is enough to go on.
    async Task Touch(Action change, bool advance = true)
    {
        var armed = _clock.TimersArmed;
        change();
        await _clock.WaitForTimersArmedAsync(armed + 1);
        if (advance)
            _clock.Advance(ConfigurationWatcher.Debounce);
    }

    async Task<int> NextPort()
    {
        var options = await _applied.Reader.ReadAsync().AsTask().Within("options to be put to use");
        return options.Listen[0].Address.Port;
    }

    // The outcome is noted before it is logged.
    async Task<ReloadResult> LastReload(ConfigurationWatcher watcher)
    {
        await _log.Outcome.Within("the outcome of a reload");
        return watcher.LastReload!;
    }

    // File.Move looks through the link and finds a folder.
    [DllImport("libc", EntryPoint = "rename", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    static extern int Rename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    sealed class LogLines : ILogger
    {
        readonly TaskCompletionSource _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Lines { get; } = new();

        /// <summary>Finished with the first reload.</summary>
        public Task Outcome => _outcome.Task;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
            if (eventId.Id is 5000 or 5001)
                _outcome.TrySetResult();
        }
    }
}
