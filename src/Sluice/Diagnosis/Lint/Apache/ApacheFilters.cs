using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Apache;

/// <summary>The output filters that an event stream on a route goes through.</summary>
internal static class ApacheFilters
{
    /// <summary>Filters that collect unless a flush comes through.</summary>
    static readonly HashSet<string> Collecting = new(StringComparer.OrdinalIgnoreCase) { "DEFLATE", "BROTLI_COMPRESS", "BUFFER", "SUBSTITUTE", "SED", "INFLATE", "INCLUDES", "CACHE" };

    public static IEnumerable<(ConfigNode Node, string Filter)> Of(ApacheRoute route)
    {
        if (route.Effective("SetOutputFilter") is { } set)
        {
            foreach (var filter in set.Argument(0).Split(';', StringSplitOptions.RemoveEmptyEntries))
                yield return (set, filter);
        }
        foreach (var add in route.All("AddOutputFilterByType").Where(add => add.Arguments.Skip(1).Any(type => type.Value.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase))))
        {
            foreach (var filter in add.Argument(0).Split(';', StringSplitOptions.RemoveEmptyEntries))
                yield return (add, filter);
        }
    }

    public static bool Collects(string filter) => Collecting.Contains(filter);

    /// <summary>Whether the environment switches compression off on the route.</summary>
    public static bool IsCompressionOff(ApacheRoute route) => route.All("SetEnv").Concat(route.All("SetEnvIf").Where(MatchesStreams)).Concat(route.All("SetEnvIfNoCase").Where(MatchesStreams))
        .Any(set => set.Arguments.Any(word => word.Value is "no-gzip" or "no-gzip=1" or "no-brotli" or "no-gzip=true"));

    static bool MatchesStreams(ConfigNode condition) => condition.Argument(0).Equals("Request_URI", StringComparison.OrdinalIgnoreCase) && StreamHints.IsStream(condition.Argument(1));

    /// <summary>The external filters that any file of the configuration defines.</summary>
    public static bool IsExternal(ApacheRoute route, string filter) =>
        route.Root.Descendants().Any(node => node.Is("ExtFilterDefine") && node.Argument(0).Equals(filter, StringComparison.OrdinalIgnoreCase)
            && !node.Arguments.Any(word => word.Value.Equals("mode=input", StringComparison.OrdinalIgnoreCase)));
}
