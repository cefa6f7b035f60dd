using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Apache;

/// <summary>A main file with its includes: the ways to upstreams, and everything else as a tree.</summary>
internal sealed class ApacheConfiguration
{
    public ApacheConfiguration(ConfigNode root)
    {
        Root = root;
        Routes = [.. root.Descendants().Select(ApacheRoute.Of).OfType<ApacheRoute>()];
        foreach (var server in Routes.GroupBy(route => route.Server))
            ApacheWorkers.Share([.. server]);
    }

    public ConfigNode Root { get; }

    public IReadOnlyList<ApacheRoute> Routes { get; }

    public StreamHint Hint => Routes.Count == 0 ? StreamHint.No : Routes.Max(route => route.Hint);
}
