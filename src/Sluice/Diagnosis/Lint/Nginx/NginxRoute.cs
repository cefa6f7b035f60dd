using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Nginx;

/// <summary>A location (or an <c>if</c> in one) that hands requests to an upstream, and the settings that hold there.</summary>
internal sealed class NginxRoute
{
    readonly IReadOnlyList<ConfigNode> _scopes;

    public NginxRoute(ConfigNode pass, IReadOnlyList<ConfigNode> upstreams)
    {
        Pass = pass;
        Protocol = pass.Name[..pass.Name.IndexOf('_', StringComparison.Ordinal)];
        _scopes = [.. pass.Ancestors()];
        Upstream = upstreams.LastOrDefault(upstream => upstream.Argument(0) == UpstreamName(pass.Argument(0)));
        var location = _scopes.FirstOrDefault(scope => scope.Is("location"));
        var server = _scopes.FirstOrDefault(scope => scope.Is("server"));
        var serverName = server?.Last("server_name")?.Argument(0);
        Name = (serverName is null or "_" ? "server" : $"server {serverName}") + (location is null ? "" : $" > location {location.ArgumentText}");
        IsFragment = !_scopes.Any(scope => scope.Is("http"));
        Hint = StreamHints.Of(location?.ArgumentText, [serverName, pass.Argument(0), .. Upstream?.All("server").Select(member => member.Argument(0)) ?? []]);
    }

    /// <summary>The directive that names the upstream.</summary>
    public ConfigNode Pass { get; }

    /// <summary>proxy, fastcgi, uwsgi, scgi or grpc: the prefix of the directives that hold for it.</summary>
    public string Protocol { get; }

    public ConfigNode? Upstream { get; }

    /// <summary>As people call it: server and location.</summary>
    public string Name { get; }

    /// <summary>The file was read alone: what the including file sets is not known.</summary>
    public bool IsFragment { get; }

    public StreamHint Hint { get; }

    /// <summary>Whether nginx buffers the answers of this route.</summary>
    public bool IsBuffered => Protocol != "grpc" && !IsOff($"{Protocol}_buffering");

    /// <summary>The directive in force: the innermost block that has it wins.</summary>
    public ConfigNode? Effective(string name) => _scopes.Select(scope => scope.Last(name)).FirstOrDefault(node => node is not null);

    /// <summary>Directives that add up, such as headers: all of the innermost block that has any.</summary>
    public IEnumerable<ConfigNode> Nearest(string name) =>
        _scopes.Select(scope => scope.All(name)).FirstOrDefault(nodes => nodes.Any()) ?? [];

    /// <summary>All directives of this name in all blocks around the route.</summary>
    public IEnumerable<ConfigNode> Everywhere(string name) => _scopes.SelectMany(scope => scope.All(name));

    public bool IsOn(string name) => Effective(name)?.Argument(0).Equals("on", StringComparison.OrdinalIgnoreCase) == true;

    public bool IsOff(string name) => Effective(name)?.Argument(0).Equals("off", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>
    /// Sets a directive for this route alone: replaces the value where the route's own block has it, else adds it below the upstream.
    /// </summary>
    public TextEdit Set(string name, string value)
    {
        var own = _scopes[0].Last(name);
        return own is { Arguments.Count: > 0, IsBlock: false }
            ? TextEdit.Replace(own.Arguments[0].Span.To(own.Arguments[^1].Span), value)
            : Add($"{name} {value};");
    }

    /// <summary>Adds a line to the route's block, below the upstream.</summary>
    public TextEdit Add(string line)
    {
        var before = Pass.Span.Source.Line(Pass.Span.Line)[..(Pass.Span.Column - 1)];
        return before.Trim().Length == 0 ? TextEdit.InsertLineBelow(Pass.Span, line) : TextEdit.InsertAfter(Pass.Span, " " + line);
    }

    /// <summary>The end of a sentence about a default: what has been looked at.</summary>
    public string WhereUnset => IsFragment ? "nothing in this file sets it" : "nothing in location, server or http sets it";

    static string UpstreamName(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? address : address[(scheme + 3)..];
        var end = rest.AsSpan().IndexOfAny('/', ':');
        return end < 0 ? rest : rest[..end];
    }
}
