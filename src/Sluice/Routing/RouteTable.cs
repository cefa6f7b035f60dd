using System.Collections.Frozen;
using Sluice.Configuration;
using Sluice.Relay;
using Sluice.Upstream;

namespace Sluice.Routing;

/// <summary>An endpoint and model that could serve an exchange.</summary>
/// <param name="Endpoint">Where.</param>
/// <param name="Model">The model name sent upstream; null leaves the client's.</param>
public sealed record Candidate(UpstreamEndpoint Endpoint, string? Model);

/// <summary>The ordered candidates of one exchange, with the clocks of its route.</summary>
/// <param name="Route">The pattern that matched, or the selector.</param>
/// <param name="Candidates">Who may serve it, in order.</param>
/// <param name="Timeouts">The route's clocks.</param>
/// <param name="OnError">What a client gets when its stream fails after it began.</param>
public sealed record RoutePlan(string Route, IReadOnlyList<Candidate> Candidates, TimeoutOptions Timeouts, OnError OnError);

/// <summary>
/// Immutable: requested model to candidates. The first route that matches wins; a <c>provider/model</c> selector goes to that provider
/// unless an exact name or a pattern with a slash stands before it.
/// </summary>
public sealed class RouteTable
{
    readonly GatewayOptions _options;
    readonly FrozenDictionary<string, UpstreamEndpoint> _endpoints;
    readonly FrozenDictionary<string, int> _exact;
    readonly (int Index, string Pattern)[] _globs;
    readonly RoutePlan[] _plans;

    /// <summary>Builds the table of a validated configuration.</summary>
    public RouteTable(GatewayOptions options)
    {
        _options = options;
        _endpoints = options.Providers.ToFrozenDictionary(provider => provider.Name, provider => new UpstreamEndpoint(provider), StringComparer.Ordinal);
        _plans = [.. options.Routes.Select(Plan)];
        var exact = new Dictionary<string, int>(StringComparer.Ordinal);
        var globs = new List<(int, string)>();
        for (var i = 0; i < options.Routes.Count; i++)
        {
            if (options.Routes[i].Model.Contains('*', StringComparison.Ordinal))
                globs.Add((i, options.Routes[i].Model));
            else
                exact.TryAdd(options.Routes[i].Model, i);
        }

        _exact = exact.ToFrozenDictionary(StringComparer.Ordinal);
        _globs = [.. globs];
    }

    /// <summary>Names that clients may ask for one by one, in file order.</summary>
    public IEnumerable<string> ExactNames => _options.Routes.Select(route => route.Model).Where(model => !model.Contains('*', StringComparison.Ordinal));

    /// <summary>Whether any model name is served.</summary>
    public bool HasCatchAll => _globs.Any(glob => glob.Pattern == "*");

    /// <summary>Whether anything is served at all.</summary>
    public bool Serves => _plans.Length > 0;

    /// <summary>The endpoint of a provider, by its name.</summary>
    public UpstreamEndpoint? Endpoint(string provider) => _endpoints.GetValueOrDefault(provider);

    /// <summary>The plan for a model, or null where no route covers it.</summary>
    public RoutePlan? Find(string model)
    {
        var index = _exact.TryGetValue(model, out var exact) ? exact : int.MaxValue;
        var selected = Selector(model);
        foreach (var (at, pattern) in _globs)
        {
            if (at > index)
                break;
            if ((selected is null || pattern.Contains('/', StringComparison.Ordinal)) && Matches(pattern, model))
                return _plans[at];
        }

        return index < int.MaxValue ? _plans[index] : selected;
    }

    /// <summary>The plan for a request that belongs to one provider.</summary>
    public RoutePlan ForProvider(UpstreamEndpoint endpoint) =>
        new("/p/" + endpoint.Name, [new Candidate(endpoint, null)], _options.Timeouts, _options.OnError);

    /// <summary>The plan for a request without a model (model lists): the catch-all's candidates first, then every other provider.</summary>
    public RoutePlan? ForAny()
    {
        var first = Find("") ?? _plans.FirstOrDefault();
        var endpoints = (first?.Candidates.Select(candidate => candidate.Endpoint) ?? []).Concat(_options.Providers.Select(p => _endpoints[p.Name]));
        var candidates = endpoints.Distinct().Select(endpoint => new Candidate(endpoint, null)).ToArray();
        return candidates.Length == 0 ? null : new RoutePlan(first?.Route ?? "*", candidates, first?.Timeouts ?? _options.Timeouts, _options.OnError);
    }

    RoutePlan? Selector(string model)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < model.Length - 1 && _endpoints.TryGetValue(model[..slash], out var endpoint)
            ? new RoutePlan(model[..slash] + "/*", [new Candidate(endpoint, model[(slash + 1)..])], _options.Timeouts, _options.OnError)
            : null;
    }

    RoutePlan Plan(RouteOptions route) => new(
        route.Model,
        [.. route.Candidates.Select(candidate => new Candidate(_endpoints[candidate.Provider], candidate.Model))],
        route.Timeouts,
        route.OnError);

    /// <summary>Glob match without backtracking blow-up: each star is tried at most once per position.</summary>
    internal static bool Matches(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }
}
