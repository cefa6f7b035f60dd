namespace Sluice.Diagnosis.Lint.Apache;

/// <summary>
/// Which lines share a worker: a URL that begins with the URL of an earlier line of the same server gets that line's worker, and its own
/// parameters are ignored (warning AH01146).
/// </summary>
internal static class ApacheWorkers
{
    public static void Share(IReadOnlyList<ApacheRoute> routes)
    {
        var owners = new List<ApacheRoute>();
        foreach (var route in routes.Where(route => route.HasWorker))
        {
            var owner = owners.Where(earlier => IsPrefix(earlier.Target, route.Target)).MaxBy(earlier => earlier.Target.Length);
            if (owner is null)
                owners.Add(route);
            else
                route.WorkerOwner = owner;
        }
    }

    static bool IsPrefix(string worker, string url) =>
        url.StartsWith(worker, StringComparison.OrdinalIgnoreCase) && (url.Length == worker.Length || worker.EndsWith('/') || url[worker.Length] is '/' or '?');
}
