using Sluice.Configuration.Sections;
using Sluice.Configuration.Yaml;
using Sluice.Routing;

namespace Sluice.Configuration.Checks;

/// <summary>Whether each route leads somewhere, and whether any model leads to it.</summary>
internal static class RouteChecks
{
    // Comparing each pattern with all before it is quadratic: a bound keeps a file of ten thousand patterns quick, at the price of a
    // warning.
    const int MostComparisons = 200_000;

    public static void Run(GatewayOptions options, Reading reading)
    {
        if (options.Providers.Count == 0 && options.Routes.Count > 0 && !reading.HasFailed("providers"))
            reading.Error("routes", $"there are routes and no providers: add {ProviderSection.Sample}");
        if (options.Routes.Count == 0 && reading.Has("routes") && options.Providers.Count > 0 && !reading.HasFailed("routes"))
            reading.Error("routes", "the list is empty: add a route, or remove the key to send every model to the first provider");
        var names = options.Providers.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var route in options.Routes)
            Candidates(route, reading.PathOf(route, "routes"), names, reading);
        Unreachable(options.Routes, names, reading);
    }

    static void Candidates(RouteOptions route, string path, HashSet<string> providers, Reading reading)
    {
        if (route.Candidates.Count == 0 && reading.Has($"{path}.candidates") && !reading.HasFailed($"{path}.candidates"))
            reading.Error($"{path}.candidates", "the list is empty: name at least one, such as { provider: openai, model: gpt-4o-mini }");
        var seen = new HashSet<CandidateOptions>();
        foreach (var candidate in route.Candidates)
        {
            var key = $"{reading.PathOf(candidate, path)}.provider";
            if (candidate.Provider.Length == 0 || reading.HasFailed(key))
                continue;
            if (!seen.Add(candidate))
                reading.Warning(key, "this candidate stands further up in the list already, with the same model: it would be tried twice");
            // A provider that could not be read is there all the same.
            var known = providers.Contains(candidate.Provider) || reading.Has(KeyPath.Append("providers", candidate.Provider));
            if (providers.Count > 0 && !known && !reading.IsFull)
                reading.Error(key, $"{reading.Shown(key, candidate.Provider)} is not a configured provider"
                    + $"{Meant(candidate.Provider, providers)}; there are: {string.Join(", ", providers.Take(20))}");
        }
    }

    static string Meant(string name, HashSet<string> providers) =>
        Binding.Nearest.To(name, providers.Take(100)) is { } near ? $"; did you mean '{near}'?" : "";

    static void Unreachable(IReadOnlyList<RouteOptions> routes, HashSet<string> providers, Reading reading)
    {
        var exact = new Dictionary<string, RouteOptions>(StringComparer.Ordinal);
        var patterns = new List<RouteOptions>();
        var comparisons = 0;
        foreach (var route in routes.Where(r => r.Model.Length > 0))
        {
            var covering = exact.GetValueOrDefault(route.Model);
            if (covering is null && (comparisons += patterns.Count) <= MostComparisons)
                covering = patterns.FirstOrDefault(earlier => Covers(earlier.Model, route.Model, providers));
            if (covering is not null)
            {
                var (path, before) = (reading.PathOf(route, "routes"), reading.PathOf(covering, "routes"));
                reading.Warning($"{path}.model", $"no model ever comes here: {before}, {reading.Shown($"{before}.model", covering.Model)}, "
                    + "stands further up and takes them all");
            }
            else if (route.Model.Contains('*'))
                patterns.Add(route);
            exact.TryAdd(route.Model, route);
        }
    }

    /// <summary>
    /// Whether every name that matches the narrow pattern goes to the wide one. A star of the narrow pattern stands for text that nobody
    /// can foresee, so only a star of the wide one can take it: to match the narrow pattern as if it were a name is exact.
    /// </summary>
    internal static bool Covers(string wide, string narrow, IReadOnlySet<string> providers) =>
        RouteTable.Matches(wide, narrow) && (wide.Contains('/') || !MayBeSelector(narrow, providers));

    // A selector such as openai/gpt-4o is left alone by patterns without a slash: see RouteTable.
    static bool MayBeSelector(string pattern, IReadOnlySet<string> providers)
    {
        var slash = pattern.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && (pattern.AsSpan(0, slash).Contains('*') || providers.Contains(pattern[..slash]));
    }
}
