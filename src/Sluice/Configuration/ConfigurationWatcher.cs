using Microsoft.Extensions.Logging;

namespace Sluice.Configuration;

/// <summary>
/// Keeps a running gateway on its file: sees changes, reads the file anew, and hands over the options when they are right. A file that is
/// wrong, half written or gone changes nothing but <see cref="LastReload"/> and the log.
/// </summary>
/// <remarks>
/// Notifications are only a hint to look: bind mounts, network drives and swapped links give none, so the file is also looked at every
/// <see cref="PollInterval"/>. What counts is the content, not size or time, which some mounts keep across a change. Files that the
/// configuration names (certificates, the policy) are not watched; <see cref="ReloadAsync"/> loads them again.
/// </remarks>
public sealed class ConfigurationWatcher : IAsyncDisposable
{
    /// <summary>How long a file must have been left alone before it is read: editors write in several steps.</summary>
    public static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the file is looked at without being told to.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    readonly ConfigurationWatcherOptions _options;
    readonly Func<GatewayOptions, ValueTask> _apply;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly bool _rereadable;
    readonly SemaphoreSlim _one = new(1, 1);
    readonly CancellationTokenSource _stop = new();
    readonly CancellationToken _stopping;
    readonly ITimer _debounce;
    readonly ITimer _poll;
    FileChanges? _changes;
    volatile string? _seen;
    volatile ReloadResult? _last;
    int _polling;
    int _disposed;

    /// <summary>Makes a watcher that does nothing until <see cref="Start"/>.</summary>
    /// <param name="options">Which file, and how it is read.</param>
    /// <param name="running">The result of reading the file for the configuration that is serving now.</param>
    /// <param name="apply">Puts new options to use. It is never called twice at once, and must not wait for another reload; where it
    /// throws, the reload has failed.</param>
    /// <param name="time">The clock of debouncing and polling.</param>
    /// <param name="logger">Takes findings and outcomes.</param>
    public ConfigurationWatcher(
        ConfigurationWatcherOptions options, ConfigurationResult running, Func<GatewayOptions, ValueTask> apply, TimeProvider time,
        ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(running);
        ArgumentNullException.ThrowIfNull(time);
        (_options, _apply, _time, _logger) = (options, apply, time, logger);
        _stopping = _stop.Token;
        _rereadable = running.Rereadable;
        _seen = running.Fingerprint;
        _debounce = time.CreateTimer(_ => _ = LookAsync(reload: true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _poll = time.CreateTimer(_ => _ = LookAsync(reload: false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How the last reload went; null before the first.</summary>
    public ReloadResult? LastReload => _last;

    /// <summary>Begins to watch. A pipe cannot be read twice and is left alone.</summary>
    public void Start()
    {
        if (!_rereadable)
        {
            ConfigurationLog.NotWatched(_logger, _options.File);
            return;
        }
        try
        {
            _changes = new FileChanges(_options.File, Touched);
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            ConfigurationLog.PollingOnly(_logger, e, ConfigurationFile.Folder(_options.File), _options.File, PollInterval.TotalSeconds);
        }
        _poll.Change(PollInterval, PollInterval);
    }

    /// <summary>Reads the file now, changed or not, and puts it to use where it is right. Calls at the same time take turns.</summary>
    /// <param name="reason">What asked for it, for the log and <see cref="LastReload"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the turn, or reading.</param>
    /// <returns>How it went. It never throws: a cancelled or late call has failed like any other.</returns>
    public async Task<ReloadResult> ReloadAsync(string reason, CancellationToken cancellationToken = default)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping, cancellationToken);
            await _one.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                return await LoadAsync(reason, either.Token).ConfigureAwait(false);
            }
            finally
            {
                _one.Release();
            }
        }
        catch (OperationCanceledException)
        {
            var why = cancellationToken.IsCancellationRequested ? "the caller did not wait for it" : "the gateway is stopping";
            return new ReloadResult(false, reason, _time.GetUtcNow(), [], why);
        }
    }

    /// <summary>Stops watching, and waits for a reload that is going on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        _changes?.Dispose();
        await _debounce.DisposeAsync().ConfigureAwait(false);
        await _poll.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _one.WaitAsync().ConfigureAwait(false);
        _one.Release();
        _stop.Dispose();
        // The semaphore stays: a late caller finds it usable and the token cancelled.
    }

    async Task<ReloadResult> LoadAsync(string reason, CancellationToken cancellationToken)
    {
        var findings = (IReadOnlyList<Finding>)[];
        try
        {
            var result = await _options.ReadAsync(cancellationToken).ConfigureAwait(false);
            findings = result.Findings;
            // A file that is gone has no fingerprint, so that the same text coming back is a change.
            _seen = result.Fingerprint;
            Log(findings);
            if (!result.Succeeded)
            {
                _last = new ReloadResult(false, reason, _time.GetUtcNow(), findings);
                ConfigurationLog.Refused(_logger, _options.File, reason, findings.Count(f => f.Severity == FindingSeverity.Error));
                return _last;
            }
            await _apply(result.Options).ConfigureAwait(false);
            _last = new ReloadResult(true, reason, _time.GetUtcNow(), findings);
            ConfigurationLog.Reloaded(_logger, _options.File, reason, result.Options.Providers.Count, result.Options.Routes.Count);
            return _last;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever went wrong in there must end neither the watcher nor the process: the old options are still in place.
            _last = new ReloadResult(false, reason, _time.GetUtcNow(), findings, $"the new options could not be put to use: {e.Message}");
            ConfigurationLog.NotApplied(_logger, e, _options.File, reason);
            return _last;
        }
    }

    void Log(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            if (finding.Severity == FindingSeverity.Error)
                ConfigurationLog.Mistake(_logger, finding.ToString());
            else
                ConfigurationLog.Doubt(_logger, finding.ToString());
        }
    }

    void Touched()
    {
        try
        {
            _debounce.Change(Debounce, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // A notification that was under way while we stopped.
        }
    }

    // The poll only looks, and leaves loading to the debounce: a writer that it met half way has time to finish.
    async Task LookAsync(bool reload)
    {
        if (!reload && Interlocked.Exchange(ref _polling, 1) == 1)
            return;
        try
        {
            var content = await ConfigurationFile.ReadAsync(_options.File, _stopping).ConfigureAwait(false);
            var fingerprint = content.Problem is null ? ConfigurationReader.Fingerprint(content.Text) : null;
            if (fingerprint == _seen && (fingerprint is not null || _last is { Succeeded: false }))
                return;
            if (reload)
                await ReloadAsync("file change").ConfigureAwait(false);
            else
                Touched();
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        catch (Exception e)
        {
            ConfigurationLog.WatchFailed(_logger, e, _options.File);
        }
        finally
        {
            if (!reload)
                Volatile.Write(ref _polling, 0);
        }
    }
}

/// <summary>Which file a <see cref="ConfigurationWatcher"/> keeps to, and how it is read.</summary>
/// <param name="File">Its path.</param>
/// <param name="Environment">Looks up the variables of <c>${NAME}</c>.</param>
/// <param name="Listen">An address that replaces the file's <c>listen</c>, as at the start.</param>
public sealed record ConfigurationWatcherOptions(string File, Func<string, string?> Environment, string? Listen = null)
{
    internal Task<ConfigurationResult> ReadAsync(CancellationToken cancellationToken) =>
        ConfigurationReader.ReadFileAsync(File, Environment, Listen, cancellationToken);
}
