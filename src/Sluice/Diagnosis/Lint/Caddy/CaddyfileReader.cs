using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Caddy;

/// <summary>Finds the proxies of a Caddyfile whose imports have been put in place.</summary>
internal static class CaddyfileReader
{
    /// <summary>Directives that tell a piece of a site, as other files import it, from a list of sites.</summary>
    static readonly HashSet<string> Directives = new(StringComparer.Ordinal)
    {
        "reverse_proxy", "encode", "handle", "handle_path", "handle_errors", "route", "header", "import", "log", "tls", "respond", "redir", "rewrite", "uri", "root", "file_server",
        "php_fastcgi", "request_body", "request_header", "basic_auth", "basicauth", "bind", "vars", "map", "method", "templates", "try_files", "abort", "error", "forward_auth", "transport",
    };

    static readonly string[] Scopes = ["handle", "handle_path", "route"];

    public static CaddyConfiguration Read(ConfigNode root)
    {
        var options = root.Children.FirstOrDefault(node => node is { IsBlock: true, Name: "" });
        return new()
        {
            Proxies = [.. Sites(root).SelectMany(Proxies)],
            WriteTimeouts = [.. options?.All("servers").SelectMany(servers => servers.All("timeouts")).SelectMany(timeouts => timeouts.All("write")).Where(HasValue) ?? []],
            GracePeriod = options?.Last("grace_period") is { } grace && HasValue(grace) ? grace : null,
            IsJson = false,
        };
    }

    static bool HasValue(ConfigNode node) => node.Arguments.Count > 0;

    /// <summary>The site blocks; a file with one site may leave its braces out.</summary>
    static List<ConfigNode> Sites(ConfigNode root)
    {
        var lines = root.Children.Where(node => node.Name.Length > 0 && node.Name != "import").ToList();
        if (lines.Count == 0 || (lines[0].IsBlock && !Directives.Contains(lines[0].Name) && !lines[0].Name.StartsWith('@')))
            return [.. lines.Where(line => line.IsBlock)];
        var isPiece = Directives.Contains(lines[0].Name) || lines[0].Name.StartsWith('@');
        var site = isPiece ? new ConfigNode(new("", lines[0].NameWord.Span)) { IsBlock = true } : lines[0];
        foreach (var line in isPiece ? lines : lines.Skip(1))
            site.Add(line);
        return [site];
    }

    static IEnumerable<CaddyProxy> Proxies(ConfigNode site) =>
        site.Descendants().Where(node => node.Name == "reverse_proxy").Select(node => Proxy(node, site));

    static CaddyProxy Proxy(ConfigNode proxy, ConfigNode site)
    {
        var ancestors = proxy.Ancestors().TakeWhile(node => !ReferenceEquals(node, site)).Append(site).ToList();
        var matcher = ancestors.Where(node => Scopes.Contains(node.Name)).Reverse().Append(proxy)
            .Aggregate(CaddyMatcher.Everything, (all, node) => all.And(MatcherOf(node)));
        var path = string.Join(' ', matcher.Paths);
        var address = string.Join(' ', new[] { site.Name }.Concat(site.Arguments.Select(word => word.Value))).TrimEnd(',', ' ');
        var upstreams = proxy.Arguments.Concat(proxy.All("to").SelectMany(to => to.Arguments)).Select(word => word.Value);
        var encodes = ancestors.AsEnumerable().Reverse().SelectMany(scope => scope.All("encode")).Where(encode => MatcherOf(encode).Covers(matcher))
            .Select(encode => new CaddyEncode(encode, Types(encode)));
        var rewriters = ancestors.AsEnumerable().Reverse().SelectMany(scope => scope.Children).Where(handler => ReadsEventStreams(handler) && MatcherOf(handler).Covers(matcher));
        return new(proxy, $"{(address.Length > 0 ? "site " + address : "site")}{(path.Length > 0 ? " > " + path : "")}", StreamHints.Of(path, [address, .. upstreams]), [.. encodes], [.. rewriters], IsJson: false);
    }

    /// <summary>Whether a handler reads event streams to their end: templates where its types take them in, the replace plugin unless told to stream.</summary>
    static bool ReadsEventStreams(ConfigNode handler) => handler.Name switch
    {
        "templates" => CaddyRewriters.TemplatesTake(handler.All("mime").SelectMany(mime => mime.Arguments).Select(word => word.Value)),
        "replace" => handler.Last("stream") is null && handler.Argument(0) != "stream" && CaddyRewriters.ReplaceTakes(Types(handler)),
        _ => false,
    };

    /// <summary>The matcher that stands first behind a directive: a path, <c>*</c>, or the name of one.</summary>
    static CaddyMatcher MatcherOf(ConfigNode directive)
    {
        var word = directive.Argument(0);
        if (word.StartsWith('/'))
            return new() { Paths = [word] };
        if (!word.StartsWith('@'))
            return CaddyMatcher.Everything;
        var named = directive.Ancestors().SelectMany(scope => scope.All(word)).ToList();
        if (named.Count == 0)
            return new() { IsUncertain = true };
        var oneLine = named.Where(node => node.Arguments.Count > 0 && !node.IsBlock).Select(node => CaddyMatcher.Of(node.Argument(0), [.. node.Arguments.Skip(1).Select(argument => argument.Value)]));
        var blocks = named.Where(node => node.IsBlock).Select(node => node.Argument(0) == "not" ? CaddyMatcher.Of("not", [], node) : CaddyMatcher.OfDirectives(node.Children));
        return oneLine.Concat(blocks).Aggregate(CaddyMatcher.Everything, (all, one) => all.And(one));
    }

    static List<string> Types(ConfigNode encode) =>
    [
        .. encode.All("match").SelectMany(match => match.Children.Where(line => line.Name == "header" && IsContentType(line.Argument(0))).SelectMany(line => line.Arguments.Skip(1))
            .Concat(match.Argument(0) == "header" && IsContentType(match.Argument(1)) ? match.Arguments.Skip(2) : [])).Select(word => word.Value),
    ];

    static bool IsContentType(string header) => header.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);
}
