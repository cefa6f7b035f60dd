using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Nginx;

/// <summary>A main file with its includes: the routes to upstreams, and everything else as a tree.</summary>
internal sealed class NginxConfiguration
{
    static readonly string[] PassDirectives = ["proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass"];

    public NginxConfiguration(ConfigNode root)
    {
        Root = root;
        var all = root.Descendants().ToList();
        var upstreams = all.Where(node => node.Is("upstream") && node.IsBlock).ToList();
        Routes = [.. all.Where(IsPass).Where(pass => !IsInStream(pass)).Select(pass => new NginxRoute(pass, upstreams))];
        StreamServers = [.. all.Where(node => node.Is("proxy_pass") && IsInStream(node))];
    }

    public ConfigNode Root { get; }

    public IReadOnlyList<NginxRoute> Routes { get; }

    /// <summary>The proxy_pass directives of the stream module: TCP, not HTTP.</summary>
    public IReadOnlyList<ConfigNode> StreamServers { get; }

    static bool IsPass(ConfigNode node) => !node.IsBlock && node.Arguments.Count > 0 && PassDirectives.Contains(node.Name, StringComparer.Ordinal);

    static bool IsInStream(ConfigNode node)
    {
        var scopes = node.Ancestors().ToList();
        return scopes.Any(scope => scope.Is("stream")) && !scopes.Any(scope => scope.Is("http"));
    }
}
