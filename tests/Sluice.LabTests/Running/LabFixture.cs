using System.Collections.Concurrent;
using System.Globalization;
using Sluice.LabTests.Data;

namespace Sluice.LabTests.Running;

/// <summary>
/// Examines all set-ups, several at a time: an examination waits more than it works. <c>SLUICE_LAB=nginx</c> takes only the set-ups with
/// that in their name; <c>SLUICE_LAB_PARALLEL=1</c> takes one at a time.
/// </summary>
public sealed class LabFixture : IAsyncLifetime
{
    static readonly int Parallel = int.Parse(Environment.GetEnvironmentVariable("SLUICE_LAB_PARALLEL") ?? "6", CultureInfo.InvariantCulture);

    /// <summary>Only set-ups with this in their name; null for all.</summary>
    internal static string? Only { get; } = Environment.GetEnvironmentVariable("SLUICE_LAB") is { Length: > 0 } only ? only : null;

    /// <summary>What was found, in the order of names.</summary>
    internal IReadOnlyList<LabResult> Results { get; private set; } = [];

    /// <summary>How long all of it took.</summary>
    internal TimeSpan Took { get; private set; }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        using var certificate = new LabCertificate();
        var began = TimeProvider.System.GetTimestamp();
        var results = new ConcurrentBag<LabResult>();
        var setups = LabSetup.All.Where(s => Only is null || s.Name.Contains(Only, StringComparison.Ordinal));
        await System.Threading.Tasks.Parallel.ForEachAsync(setups, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (setup, cancellation) =>
            results.Add(await LabRun.RunAsync(setup, certificate, cancellation)));
        Results = [.. results.OrderBy(r => r.Setup.Name, StringComparer.Ordinal)];
        Took = TimeProvider.System.GetElapsedTime(began);
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;
}
