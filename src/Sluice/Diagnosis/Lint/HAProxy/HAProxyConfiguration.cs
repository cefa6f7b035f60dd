using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.HAProxy;

/// <summary>All sections of a file, and which backend each frontend may use.</summary>
internal sealed class HAProxyConfiguration
{
    const int MaxDefaultsDepth = 16;

    readonly IReadOnlyList<ConfigNode> _nodes;

    public HAProxyConfiguration(IReadOnlyList<ConfigNode> nodes)
    {
        _nodes = nodes;
        var sections = new List<HAProxySection>();
        ConfigNode? latest = null;
        foreach (var node in nodes)
        {
            if (node.Is("defaults"))
                latest = node;
            else if (node.Name is "frontend" or "backend" or "listen")
                sections.Add(new(node, DefaultsOf(node, latest)));
        }
        Sections = sections;
        Pairs = [.. sections.Where(section => section.IsFrontend).SelectMany(Backends)];
    }

    public IReadOnlyList<HAProxySection> Sections { get; }

    public IReadOnlyList<HAProxyPair> Pairs { get; }

    public IEnumerable<ConfigNode> Global(string name) => _nodes.Where(node => node.Is("global")).SelectMany(node => node.All(name));

    /// <summary>The named defaults of <c>from</c>, else the last ones before the section; and what those inherit in turn.</summary>
    List<ConfigNode> DefaultsOf(ConfigNode section, ConfigNode? latest)
    {
        var chain = new List<ConfigNode>();
        var next = From(section) is { } name ? Named(name) : latest;
        while (next is not null && chain.Count < MaxDefaultsDepth && !chain.Contains(next))
        {
            chain.Add(next);
            next = From(next) is { } parent ? Named(parent) : null;
        }
        return chain;
    }

    ConfigNode? Named(string name) => _nodes.LastOrDefault(node => node.Is("defaults") && node.Argument(0) == name);

    static string? From(ConfigNode node)
    {
        var at = node.Arguments.FindIndex(word => word.Value == "from");
        return at >= 0 && at + 1 < node.Arguments.Count ? node.Argument(at + 1) : null;
    }

    IEnumerable<HAProxyPair> Backends(HAProxySection frontend)
    {
        if (frontend.Node.Is("listen") && frontend.Own("server").Any())
            yield return new(frontend, frontend);
        var uses = frontend.Own("use_backend").Concat(new[] { frontend.Setting("default_backend") }.OfType<ConfigNode>()).ToList();
        var isDynamic = uses.Any(use => use.Argument(0).StartsWith('%'));
        var names = uses.Select(use => use.Argument(0)).ToHashSet(StringComparer.Ordinal);
        foreach (var backend in Sections.Where(section => section.IsBackend && !ReferenceEquals(section, frontend)))
        {
            if (names.Contains(backend.Node.Argument(0)) || (isDynamic && backend.Node.Is("backend")))
                yield return new(frontend, backend);
        }
    }
}

/// <summary>The way of a request: the frontend that takes it and a backend that may answer it.</summary>
internal sealed record HAProxyPair(HAProxySection Frontend, HAProxySection Backend)
{
    public string Name => ReferenceEquals(Frontend, Backend) ? Frontend.Name : $"{Frontend.Name} > {Backend.Name}";

    public StreamHint Hint { get; } = StreamHints.Of(null,
        [Frontend.Node.Argument(0), Backend.Node.Argument(0), .. Backend.Own("server").SelectMany(server => server.Arguments.Take(2)).Select(word => word.Value),
            .. Frontend.Own("use_backend").Where(use => use.Argument(0) == Backend.Node.Argument(0)).Select(use => use.ArgumentText),
            .. Frontend.Own("acl").Select(acl => acl.ArgumentText)]);

    /// <summary>A TCP address without TLS on which streams, rather than redirects to TLS, are served.</summary>
    public ConfigNode? PlainBind
    {
        get
        {
            var redirects = Frontend.Own("http-request", "redirect").Concat(Frontend.Own("redirect")).Any(RedirectsAllPlain);
            return redirects ? null : Frontend.Own("bind").FirstOrDefault(bind => bind.Arguments.Count > 0 && !bind.HasArgument("ssl") && !IsHttp2(bind) && IsTcp(bind.Argument(0)));
        }
    }

    static bool RedirectsAllPlain(ConfigNode redirect) =>
        redirect.HasArgument("https") && (!redirect.Arguments.Any(word => word.Value is "if" or "unless") || (redirect.HasArgument("unless") && redirect.HasArgument("ssl_fc")));

    static bool IsHttp2(ConfigNode bind) => bind.Arguments.FindIndex(word => word.Value == "proto") is >= 0 and var at && bind.Argument(at + 1) == "h2";

    static bool IsTcp(string address) => !address.StartsWith('/') && !address.StartsWith("unix@", StringComparison.Ordinal) && !address.StartsWith("abns@", StringComparison.Ordinal);
}
