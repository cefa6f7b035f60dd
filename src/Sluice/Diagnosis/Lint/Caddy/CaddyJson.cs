using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Caddy;

/// <summary>Finds the proxies of a JSON configuration, through subroutes.</summary>
internal sealed class CaddyJson
{
    readonly List<CaddyProxy> _proxies = [];

    public static CaddyConfiguration Read(ConfigNode root)
    {
        var reader = new CaddyJson();
        var http = root.At("apps", "http");
        var servers = http.Entries("servers").ToList();
        foreach (var server in servers)
            reader.Routes(server, new($"server {server.Name}", "", CaddyMatcher.Everything, [], []));
        return new()
        {
            Proxies = reader._proxies,
            WriteTimeouts = [.. servers.Select(server => server.At("write_timeout")).OfType<ConfigNode>().Where(node => node.Arguments.Count > 0)],
            GracePeriod = http.At("grace_period") is { Arguments.Count: > 0 } grace ? grace : null,
            IsJson = true,
        };
    }

    /// <summary>Where the walk is: what the routes around have matched, and what already wraps the answer.</summary>
    sealed record Place(string Name, string Hosts, CaddyMatcher Matcher, IReadOnlyList<(CaddyMatcher Matcher, CaddyEncode Encode)> Encodes, IReadOnlyList<(CaddyMatcher Matcher, ConfigNode Handler)> Rewriters);

    void Routes(ConfigNode holder, Place place)
    {
        foreach (var route in holder.Items("routes"))
        {
            var matcher = Match(route);
            var hosts = string.Join(' ', route.Items("match").SelectMany(match => match.Items("host")).Select(host => host.Text()));
            var inner = place with { Matcher = place.Matcher.And(matcher), Hosts = hosts.Length > 0 ? hosts : place.Hosts };
            foreach (var handler in route.Items("handle"))
            {
                switch (handler.Text("handler"))
                {
                    case "templates" when CaddyRewriters.TemplatesTake(handler.Items("mime_types").Select(type => type.Text()).OfType<string>()):
                    case "replace_response" when handler.Text("stream") != "true" && CaddyRewriters.ReplaceTakes(Types(handler)):
                        inner = inner with { Rewriters = [.. inner.Rewriters, (inner.Matcher, handler)] };
                        place = place with { Rewriters = inner.Rewriters };
                        break;
                    case "encode":
                        // It wraps the handlers behind it, in this route and in the ones that follow.
                        inner = inner with { Encodes = [.. inner.Encodes, (inner.Matcher, new CaddyEncode(handler, Types(handler)))] };
                        place = place with { Encodes = inner.Encodes };
                        break;
                    case "subroute":
                        Routes(handler, inner);
                        break;
                    case "reverse_proxy":
                        _proxies.Add(Proxy(handler, inner));
                        break;
                }
            }
        }
    }

    static List<string> Types(ConfigNode handler) => [.. handler.Items("match", "headers", "Content-Type").Select(type => type.Text()).OfType<string>()];

    static CaddyProxy Proxy(ConfigNode handler, Place place)
    {
        var path = string.Join(' ', place.Matcher.Paths);
        var name = (place.Hosts.Length > 0 ? "site " + place.Hosts : place.Name) + (path.Length > 0 ? " > " + path : "");
        var hint = StreamHints.Of(path, [place.Hosts, place.Name, .. handler.Items("upstreams").Select(upstream => upstream.Text("dial"))]);
        return new(handler, name, hint, [.. place.Encodes.Where(encode => encode.Matcher.Covers(place.Matcher)).Select(encode => encode.Encode)],
            [.. place.Rewriters.Where(rewriter => rewriter.Matcher.Covers(place.Matcher)).Select(rewriter => rewriter.Handler)], IsJson: true);
    }

    static CaddyMatcher Match(ConfigNode route)
    {
        var sets = route.Items("match").ToList();
        if (sets.Count == 0)
            return CaddyMatcher.Everything;
        return new()
        {
            Paths = sets.All(set => set.Items("path").Any()) ? [.. sets.SelectMany(set => set.Items("path")).Select(path => path.Text()).OfType<string>()] : [],
            NotPaths = [.. sets.SelectMany(set => set.Items("not")).SelectMany(not => not.Items("path")).Select(path => path.Text()).OfType<string>()],
            ExcludesStreams = sets.SelectMany(set => set.Items("not")).SelectMany(not => not.Descendants()).Any(node => node.Text()?.Contains("event-stream", StringComparison.OrdinalIgnoreCase) == true),
            IsUncertain = sets.SelectMany(set => set.Children).Any(condition => condition.Name is not ("path" or "host" or "not" or "method")),
        };
    }
}
