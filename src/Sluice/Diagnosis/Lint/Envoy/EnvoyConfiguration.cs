using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Envoy;

/// <summary>A bootstrap file, or resources as a control plane hands them out: connection managers, and the routes to clusters.</summary>
internal sealed class EnvoyConfiguration
{
    public EnvoyConfiguration(ConfigNode root)
    {
        Root = root;
        var all = root.Descendants().Where(node => node is { IsBlock: true, IsSequence: false }).ToList();
        Managers = [.. all.Where(IsManager).Select(node => new EnvoyManager(node))];
        Routes = [.. all.Prepend(root).Where(node => node.Field("virtual_hosts") is { IsSequence: true })
            .SelectMany(table => Routing(table, Managers.FirstOrDefault(manager => Uses(manager, table))))];
        TcpProxies = [.. all.Where(node => node.MessageType() == "TcpProxy")];
    }

    public ConfigNode Root { get; }

    public IReadOnlyList<EnvoyManager> Managers { get; }

    public IReadOnlyList<EnvoyRoute> Routes { get; }

    public IReadOnlyList<ConfigNode> TcpProxies { get; }

    public StreamHint Hint => Routes.Count == 0 ? StreamHint.No : Routes.Max(route => route.Hint);

    static bool IsManager(ConfigNode node) => node.MessageType() == "HttpConnectionManager";

    /// <summary>Routes stand in their manager, or in a resource of their own that a manager asks for by name.</summary>
    static bool Uses(EnvoyManager manager, ConfigNode table) =>
        ReferenceEquals(manager.Node.Field("route_config"), table)
        || (manager.Node.FieldText("rds", "route_config_name") is { } name && name == table.Text("name"));

    static IEnumerable<EnvoyRoute> Routing(ConfigNode table, EnvoyManager? manager) =>
        from host in table.FieldItems("virtual_hosts")
        from route in host.FieldItems("routes")
        let action = route.Field("route")
        where action is not null && (action.IsBlock || action.Arguments.Count == 0)
        select new EnvoyRoute(route, action, host, manager);
}

/// <summary>An HTTP connection manager and its filters.</summary>
internal sealed class EnvoyManager(ConfigNode node)
{
    public ConfigNode Node { get; } = node;

    public IReadOnlyList<EnvoyFilter> Filters { get; } =
        [.. node.FieldItems("http_filters").Select(filter => new EnvoyFilter(filter, filter.FieldText("name") ?? "", filter.Field("typed_config") ?? filter.Field("config")))];
}

/// <summary>An HTTP filter.</summary>
internal sealed record EnvoyFilter(ConfigNode Node, string Name, ConfigNode? Config)
{
    public string Type => Config.MessageType();

    /// <summary>Where to show it: its name, else its first key.</summary>
    public SourceSpan Span => (Node.Field("name") ?? Node).Span;
}

/// <summary>A route to clusters.</summary>
internal sealed class EnvoyRoute
{
    static readonly string[] PathKeys = ["prefix", "path", "path_separated_prefix", "pathSeparatedPrefix"];

    readonly ConfigNode _host;

    public EnvoyRoute(ConfigNode node, ConfigNode action, ConfigNode host, EnvoyManager? manager)
    {
        Node = node;
        Action = action;
        Manager = manager;
        _host = host;
        var match = node.Field("match");
        var path = PathKeys.Select(key => match.Text(key)).FirstOrDefault(text => text is not null) ?? match.FieldText("safe_regex", "regex") ?? "";
        var clusters = action.FieldItems("weighted_clusters", "clusters").Select(cluster => cluster.Text("name")).Prepend(action.Text("cluster")).OfType<string>().ToList();
        Name = $"virtual host {host.Text("name") ?? host.FieldItems("domains").FirstOrDefault().Text() ?? "?"} > {(path.Length > 0 ? path : "any path")}";
        Hint = StreamHints.Of(path, [host.Text("name"), .. host.FieldItems("domains").Select(domain => domain.Text()), .. clusters, node.Text("name")]);
    }

    public ConfigNode Node { get; }

    /// <summary>The mapping below <c>route</c>.</summary>
    public ConfigNode Action { get; }

    /// <summary>The connection manager around it; null for routes that stand alone.</summary>
    public EnvoyManager? Manager { get; }

    public string Name { get; }

    public StreamHint Hint { get; }

    /// <summary>Where to show the action: its key.</summary>
    public SourceSpan Head => Action.NameWord.Span;

    /// <summary>The retry policy in force: the route's own, else that of its virtual host.</summary>
    public ConfigNode? RetryPolicy => Action.Field("retry_policy") ?? _host.Field("retry_policy");

    /// <summary>The filters that this route does not switch off or override.</summary>
    public IEnumerable<EnvoyFilter> Filters => Manager?.Filters.Where(filter => Override(filter) is null && filter.Node.Text("disabled") != "true") ?? [];

    /// <summary>What the route, or its virtual host, sets for a filter.</summary>
    public ConfigNode? Override(EnvoyFilter filter) =>
        Node.Field("typed_per_filter_config").At(filter.Name) ?? _host.Field("typed_per_filter_config").At(filter.Name);
}
