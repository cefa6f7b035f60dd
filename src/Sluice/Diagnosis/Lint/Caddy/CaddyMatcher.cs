using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Caddy;

/// <summary>What a request matcher says of paths and of event streams; everything else in it is unknown.</summary>
internal sealed record CaddyMatcher
{
    public static readonly CaddyMatcher Everything = new();

    public IReadOnlyList<string> Paths { get; init; } = [];

    public IReadOnlyList<string> NotPaths { get; init; } = [];

    /// <summary>It leaves out requests that ask for an event stream.</summary>
    public bool ExcludesStreams { get; init; }

    /// <summary>It looks at something else than the path, so that it may or may not match.</summary>
    public bool IsUncertain { get; init; }

    public CaddyMatcher And(CaddyMatcher other) => new()
    {
        Paths = Paths.Count == 0 ? other.Paths : other.Paths.Count == 0 ? Paths : other.Paths,
        NotPaths = [.. NotPaths, .. other.NotPaths],
        ExcludesStreams = ExcludesStreams || other.ExcludesStreams,
        IsUncertain = IsUncertain || other.IsUncertain,
    };

    /// <summary>Whether requests that this matcher lets through certainly reach a route with these paths; an empty route has all.</summary>
    public bool Covers(CaddyMatcher route)
    {
        if (ExcludesStreams || IsUncertain || Paths.Any() && Paths.All(path => StreamHints.Of(path) == StreamHint.No))
            return false;
        if (route.Paths.Count == 0)
            return !NotPaths.Any(StreamHints.IsStream);
        var open = route.Paths.Where(path => !NotPaths.Any(not => Holds(not, path))).ToList();
        return open.Count > 0 && (Paths.Count == 0 || Paths.Any(own => open.Any(path => Overlaps(own, path))));
    }

    static bool Overlaps(string a, string b)
    {
        if (a.StartsWith('*') || b.StartsWith('*'))
            return true;
        var (first, second) = (Prefix(a), Prefix(b));
        return (a.EndsWith('*') && second.StartsWith(first, StringComparison.OrdinalIgnoreCase)) || (b.EndsWith('*') && first.StartsWith(second, StringComparison.OrdinalIgnoreCase))
            || first.Equals(second, StringComparison.OrdinalIgnoreCase);
    }

    static bool Holds(string pattern, string path) =>
        pattern.EndsWith('*') ? Prefix(path).StartsWith(Prefix(pattern), StringComparison.OrdinalIgnoreCase) : pattern.Equals(path, StringComparison.OrdinalIgnoreCase);

    static string Prefix(string pattern) => pattern.TrimEnd('*');

    /// <summary>Reads the lines of a named matcher, or the words of a matcher on one line.</summary>
    public static CaddyMatcher OfDirectives(IEnumerable<ConfigNode> lines)
    {
        var matcher = Everything;
        foreach (var line in lines)
            matcher = matcher.And(Of(line.Name, [.. line.Arguments.Select(word => word.Value)], line));
        return matcher;
    }

    public static CaddyMatcher Of(string name, IReadOnlyList<string> words, ConfigNode? block = null) => name switch
    {
        "path" => new() { Paths = words },
        "not" when words.Count > 0 => Negated(Of(words[0], [.. words.Skip(1)]), words),
        "not" when block is not null => Negated(OfDirectives(block.Children), [.. block.Descendants().SelectMany(node => node.Arguments).Select(word => word.Value)]),
        _ => new() { IsUncertain = true },
    };

    static CaddyMatcher Negated(CaddyMatcher inner, IReadOnlyList<string> words) => new()
    {
        NotPaths = inner.Paths,
        ExcludesStreams = words.Any(word => word.Contains("event-stream", StringComparison.OrdinalIgnoreCase)),
        IsUncertain = inner.IsUncertain,
    };
}
