using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Apache;

/// <summary>A line that hands requests to an upstream, and the settings that hold for the requests it takes.</summary>
internal sealed class ApacheRoute
{
    static readonly TimeSpan RegexTime = TimeSpan.FromMilliseconds(50);

    readonly IReadOnlyList<ConfigNode> _scopes;

    ApacheRoute(ConfigNode node, string path, string target)
    {
        Node = node;
        Path = path;
        Target = target;
        var ancestors = node.Ancestors().ToList();
        Root = ancestors[^1];
        Server = ancestors.FirstOrDefault(scope => scope.Is("VirtualHost")) ?? Root;
        _scopes = [.. Scopes(ancestors)];
        var name = Server.Last("ServerName")?.Argument(0);
        Name = $"{(ReferenceEquals(Server, Root) ? "server" : name is null ? $"VirtualHost {Server.Argument(0)}" : $"VirtualHost {name}")} > {path}";
        Hint = StreamHints.Of(path, [name, .. Server.All("ServerAlias").Select(alias => alias.ArgumentText), target, .. Members.Select(member => member.Argument(0))]);
    }

    /// <summary>The line, or null where it names no upstream that speaks HTTP or an application protocol.</summary>
    public static ApacheRoute? Of(ConfigNode node)
    {
        if (node.IsBlock || node.Ancestors().Any(scope => scope.Is("Macro")))
            return null;
        var location = node.Ancestors().FirstOrDefault(scope => scope.Is("Location") || scope.Is("LocationMatch") || scope.Is("Directory") || scope.Is("FilesMatch") || scope.Is("Files"));
        var around = location?.Arguments.LastOrDefault().Value ?? "/";
        var (path, target) = node.Name.ToLowerInvariant() switch
        {
            "proxypass" or "proxypassmatch" when location is not null && !location.Is("Directory") && node.Argument(0).Contains("://", StringComparison.Ordinal) => (around, node.Argument(0)),
            "proxypass" or "proxypassmatch" => (node.Argument(0), node.Argument(1)),
            "rewriterule" when Flags(node.Argument(2)).Intersect(["P", "proxy"], StringComparer.OrdinalIgnoreCase).Any() => (node.Argument(0), node.Argument(1)),
            "sethandler" when node.Argument(0).StartsWith("proxy:", StringComparison.OrdinalIgnoreCase) => (around, node.Argument(0)[6..]),
            _ => ("", ""),
        };
        // unix:/run/app.sock|fcgi://localhost: what counts stands behind the bar.
        target = target[(target.LastIndexOf('|') + 1)..];
        return target.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme && !target.StartsWith("ws", StringComparison.OrdinalIgnoreCase) && target[..scheme].All(char.IsAsciiLetterOrDigit)
            ? new(node, path, target) : null;
    }

    public ConfigNode Node { get; }

    public ConfigNode Root { get; }

    /// <summary>The virtual host, or the main server.</summary>
    public ConfigNode Server { get; }

    public string Path { get; }

    /// <summary>The upstream's URL, a balancer's included.</summary>
    public string Target { get; }

    public string Name { get; }

    public StreamHint Hint { get; }

    /// <summary>The earlier line whose worker, and parameters, this one gets; null where it has its own.</summary>
    public ApacheRoute? WorkerOwner { get; set; }

    public bool HasWorker => Node.Is("ProxyPass") && !IsBalancer && !Target.Contains('$', StringComparison.Ordinal);

    bool IsBalancer => Target.StartsWith("balancer:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The lines of the balancer that the target names.</summary>
    public IEnumerable<ConfigNode> Members => ProxySections.SelectMany(section => section.All("BalancerMember"));

    /// <summary>http, https, h2, fcgi, ajp, scgi or uwsgi: of a balancer, that of its first member.</summary>
    public string Scheme
    {
        get
        {
            var url = IsBalancer ? Members.FirstOrDefault()?.Argument(0) ?? "" : Target;
            url = url[(url.LastIndexOf('|') + 1)..];
            return url.IndexOf(':', StringComparison.Ordinal) is > 0 and var end ? url[..end].ToLowerInvariant() : "";
        }
    }

    /// <summary>Whether httpd flushes by itself whenever this upstream pauses.</summary>
    public bool FlushesItself => Scheme is "http" or "https" or "h2" or "h2c" or "";

    /// <summary>A parameter of the worker (<c>timeout=</c>, <c>flushpackets=</c>), and the line that sets it.</summary>
    public (ConfigNode Node, ConfigWord Word, string Value)? Parameter(string name)
    {
        var line = WorkerOwner?.Node ?? Node;
        return new[] { line }.Concat(Members).Concat(ProxySections.SelectMany(section => section.All("ProxySet")))
            .Select(node => Own(node, name)).FirstOrDefault(found => found is not null);
    }

    public static (ConfigNode Node, ConfigWord Word, string Value)? Own(ConfigNode node, string name)
    {
        foreach (var word in node.Arguments)
        {
            if (word.Value.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))
                return (node, word, word.Value[(name.Length + 1)..]);
        }
        return null;
    }

    /// <summary>The directive in force: sections that match the path first, then the virtual host, then the main server.</summary>
    public ConfigNode? Effective(string name) => _scopes.Select(scope => scope.Last(name)).FirstOrDefault(node => node is not null);

    /// <summary>All directives of this name that hold for the path.</summary>
    public IEnumerable<ConfigNode> All(string name) => _scopes.SelectMany(scope => scope.All(name));

    /// <summary>Adds or replaces a parameter on the route's own line; null where the line takes none.</summary>
    public TextEdit? SetParameter(string name, string value) =>
        Own(Node, name) is { } own ? TextEdit.Replace(own.Word.Span, $"{name}={value}")
        : Node.Is("ProxyPass") && !IsBalancer && WorkerOwner is null ? TextEdit.InsertAfter(Node.Head, $" {name}={value}") : null;

    /// <summary>Sections <c>&lt;Proxy url></c> that hold for the target.</summary>
    IEnumerable<ConfigNode> ProxySections => Root.Descendants().Where(node => node.Is("Proxy") && node.IsBlock && node.Arguments.Count > 0
        && (node.Argument(0) == "*" || Target.StartsWith(node.Argument(0).TrimEnd('/'), StringComparison.OrdinalIgnoreCase)));

    IEnumerable<ConfigNode> Scopes(List<ConfigNode> ancestors)
    {
        foreach (var scope in ancestors.TakeWhile(scope => !ReferenceEquals(scope, Server)))
            yield return scope;
        // Of sections for the same path the later ones win, those of the virtual host over those of the main server.
        foreach (var scope in Server.Children.AsEnumerable().Reverse().Where(section => IsForPath(section) && !ancestors.Contains(section)))
            yield return scope;
        yield return Server;
        if (ReferenceEquals(Server, Root))
            yield break;
        foreach (var scope in Root.Children.AsEnumerable().Reverse().Where(IsForPath))
            yield return scope;
        yield return Root;
    }

    bool IsForPath(ConfigNode section)
    {
        if (!section.IsBlock || section.Arguments.Count == 0)
            return false;
        var pattern = section.Arguments[^1].Value;
        if (section.Is("LocationMatch") || (section.Is("Location") && section.Argument(0) == "~"))
            return Matches(pattern, Path);
        return section.Is("Location") && (Path.StartsWith(pattern.TrimEnd('/'), StringComparison.Ordinal) || (Glob.IsPattern(pattern) && Glob.Matches(pattern, Path)));
    }

    static bool Matches(string pattern, string path)
    {
        try
        {
            return Regex.IsMatch(path, pattern, RegexOptions.None, RegexTime);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            // Not every Perl pattern is one of .NET's: a section that cannot be judged does not hold.
            return false;
        }
    }

    static string[] Flags(string word) => word.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries);
}
