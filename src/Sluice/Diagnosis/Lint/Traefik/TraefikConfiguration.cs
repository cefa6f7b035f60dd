using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Traefik;

/// <summary>All of Traefik's files together: routers, what they go through, and the entry points.</summary>
internal sealed partial class TraefikConfiguration
{
    const int MaxChain = 16;

    readonly IReadOnlyList<TraefikDocument> _documents;

    public TraefikConfiguration(IReadOnlyList<TraefikDocument> documents)
    {
        _documents = documents;
        var routers = All("http", "routers").Select(entry => Router(entry.Node)).ToList();
        Hint = routers.Count == 0 ? StreamHint.Maybe : routers.Max(router => router.Hint);
        Uses = [.. All("http", "middlewares").SelectMany(entry => UsesOf(entry.Node, entry.Document, routers))];
    }

    /// <summary>Each middleware with each router that goes through it; one that no router here names may be used from elsewhere.</summary>
    public IReadOnlyList<TraefikUse> Uses { get; }

    /// <summary>The likeliest of all routers: what an entry point may do to streams.</summary>
    public StreamHint Hint { get; }

    /// <summary>The entry points that requests of users come through.</summary>
    public IEnumerable<(ConfigNode Node, TraefikDocument Document)> EntryPoints =>
        All("entryPoints").Where(entry => entry.Node.Name.ToLowerInvariant() is not ("traefik" or "metrics" or "ping" or "dashboard") && entry.Node.At("http", "redirections") is null);

    /// <summary>The transports to servers: the default one, and those that services name.</summary>
    public IEnumerable<(ConfigNode Node, TraefikDocument Document)> ServersTransports =>
        _documents.Select(document => (Node: document.Root.At("serversTransport")!, document)).Where(entry => entry.Node is not null).Concat(All("http", "serversTransports"));

    IEnumerable<(ConfigNode Node, TraefikDocument Document)> All(params string[] path) =>
        _documents.SelectMany(document => document.Root.Entries(path).Select(node => (node, document)));

    sealed record RouterInfo(string Name, StreamHint Hint, IReadOnlySet<string> Middlewares);

    RouterInfo Router(ConfigNode router)
    {
        var rule = router.Text("rule") ?? "";
        var path = string.Join(' ', PathMatcher().Matches(rule).Select(match => match.Groups["path"].Value));
        var service = Plain(router.Text("service") ?? "");
        var servers = All("http", "services").Where(entry => entry.Node.Is(service))
            .SelectMany(entry => entry.Node.Items("loadBalancer", "servers").Select(server => server.Text("url")).Append(entry.Node.Text("loadBalancer", "server", "url")));
        var entryPoints = Words(router.At("entryPoints")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var middlewares = Words(router.At("middlewares"))
            .Concat(EntryPoints.Where(entry => entryPoints.Count == 0 || entryPoints.Contains(entry.Node.Name)).SelectMany(entry => Words(entry.Node.At("http", "middlewares"))));
        return new($"router {router.Name}", StreamHints.Of(path, [rule, router.Name, service, .. servers]), Closure(middlewares));
    }

    /// <summary>The middlewares named, and those that chains among them bring.</summary>
    HashSet<string> Closure(IEnumerable<string> names)
    {
        var found = names.Select(Plain).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var round = 0; round < MaxChain; round++)
        {
            var more = All("http", "middlewares").Where(entry => found.Contains(entry.Node.Name)).SelectMany(entry => Words(entry.Node.At("chain", "middlewares"))).Select(Plain).ToList();
            if (more.All(found.Contains))
                break;
            found.UnionWith(more);
        }
        return found;
    }

    static IEnumerable<TraefikUse> UsesOf(ConfigNode middleware, TraefikDocument document, IReadOnlyList<RouterInfo> routers)
    {
        var users = routers.Where(router => router.Middlewares.Contains(middleware.Name)).ToList();
        return users.Count == 0
            ? [new(middleware, document, $"middleware {middleware.Name}", StreamHint.Maybe)]
            : users.Select(router => new TraefikUse(middleware, document, router.Name, router.Hint));
    }

    /// <summary>A list, or a scalar with commas as labels have it.</summary>
    public static IEnumerable<string> Words(ConfigNode? node) => node is { IsSequence: true }
        ? node.Children.Select(item => item.Text()).OfType<string>()
        : (node.Text() ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A name without the provider behind it.</summary>
    static string Plain(string name) => name.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? name[..at] : name;

    [GeneratedRegex(@"Path(Prefix|Regexp)?\s*\(\s*[`""'](?<path>[^`""']*)", RegexOptions.CultureInvariant)]
    private static partial Regex PathMatcher();
}

/// <summary>A middleware on the way of a router.</summary>
internal sealed record TraefikUse(ConfigNode Middleware, TraefikDocument Document, string Route, StreamHint Hint)
{
    /// <summary>The middleware's settings where it is of this kind; null where it is of another.</summary>
    public ConfigNode? As(string kind) => Middleware.Last(kind) is { } found && found.Text() != "false" ? found : null;

    /// <summary>Where to show a kind: its key, a label as a whole.</summary>
    public SourceSpan At(ConfigNode kind) => Document.Format == TraefikFormat.Toml && kind.Span.Length > kind.NameWord.Span.Length ? kind.Span : kind.NameWord.Span;
}
