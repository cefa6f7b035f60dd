using Sluice.Configuration.Values;
using Sluice.Diagnosis.Examination;
using Sluice.Diagnosis.Probing;
using Sluice.LabTests.Data;

namespace Sluice.LabTests.Running;

/// <summary>Examines set-ups with the very code that <c>sluice probe</c> runs.</summary>
internal static class LabRun
{
    /// <summary>Examinations of one set-up at most: the first, and two where a busy machine may have blurred it. What was wrong is kept.</summary>
    const int Examinations = 3;

    /// <summary>Runs one set-up.</summary>
    public static async Task<LabResult> RunAsync(LabSetup setup, LabCertificate certificate, CancellationToken cancellationToken)
    {
        await using var bench = await LabBench.StartAsync(setup, certificate);
        var wrong = new List<string>();
        while (true)
        {
            var result = new LabResult(setup, await ExamineAsync(setup, bench, cancellationToken), [.. wrong]);
            if (result.Differences is [] || wrong.Count == Examinations - 1)
                return result;
            wrong.Add(string.Join("; ", result.Differences) + (result.Verdict == "failed" ? $"\n{bench.Words()}" : ""));
        }
    }

    static async Task<ProbeReport> ExamineAsync(LabSetup setup, LabBench bench, CancellationToken cancellationToken)
    {
        var client = new ProbeClient(TimeProvider.System);
        var report = await new ChainExaminer(client.ObserveAsync, TimeProvider.System).ExamineAsync(bench.Targets, cuts: true, post: false, cancellationToken);
        if (setup.FindTimeouts is not { } text)
            return report;
        if (Duration.Parse(text, out var wait) is { } problem)
            throw new InvalidDataException($"{setup.Name}: find_timeouts: {problem}");
        return report with { Timeouts = await new TimeoutFinder(client.ObserveAsync).FindAsync(bench.Targets[0], wait, ProbeVersion.Http11, cancellationToken) };
    }
}
