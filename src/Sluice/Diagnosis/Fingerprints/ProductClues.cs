namespace Sluice.Diagnosis.Fingerprints;

/// <summary>Products that give themselves away in the headers of an answer that passed through them.</summary>
public static class ProductClues
{
    static readonly (string Header, string Contains, string Product)[] Marks =
    [
        ("Server", "nginx", "nginx"),
        ("Server", "openresty", "nginx"),
        ("Server", "tengine", "nginx"),
        ("Server", "APISIX", "nginx"),
        ("Server", "kong", "nginx"),
        ("Via", "kong", "nginx"),
        ("X-Kong-Proxy-Latency", "", "nginx"),
        ("Server", "Caddy", "Caddy"),
        ("Via", "Caddy", "Caddy"),
        ("Server", "Apache", "Apache httpd"),
        ("Via", "varnish", "Varnish"),
        ("X-Varnish", "", "Varnish"),
        ("Via", "(squid", "Squid"),
        ("X-Cache-Lookup", "", "Squid"),
        ("Server", "h2o", "h2o"),
        ("Server", "nghttpx", "nghttpx"),
        ("Via", "nghttpx", "nghttpx"),
        ("Server", "lighttpd", "lighttpd"),
        ("Via", "tinyproxy", "tinyproxy"),
        ("Server", "envoy", "Envoy"),
        ("X-Envoy-Upstream-Service-Time", "", "Envoy"),
        ("Server", "cloudflare", "Cloudflare"),
        ("CF-Ray", "", "Cloudflare"),
        ("X-Amz-Cf-Id", "", "AWS CloudFront"),
        ("Via", "cloudfront", "AWS CloudFront"),
        ("X-Amz-Apigw-Id", "", "AWS API Gateway"),
        ("Apigw-Requestid", "", "AWS API Gateway"),
        ("Server", "awselb", "AWS load balancer"),
        ("Via", "1.1 google", "Google load balancer"),
        ("X-Azure-Ref", "", "Azure Front Door"),
        ("Server", "Microsoft-Azure-Application-Gateway", "Azure Application Gateway"),
        ("Server", "Microsoft-IIS", "IIS"),
        ("X-Powered-By", "ARR", "IIS"),
        ("X-Powered-By", "ASP.NET", "IIS"),
        ("X-Powered-By", "Express", "Node.js"),
        ("X-Powered-By", "Next.js", "Node.js"),
        ("Keep-Alive", "timeout=", "Node.js"),
        ("Server", "Kestrel", "ASP.NET Core"),
        ("Server", "uvicorn", "Python application"),
        ("Server", "gunicorn", "Python application"),
        ("Server", "fly/", "Fly.io"),
        ("Fly-Request-Id", "", "Fly.io"),
        ("X-Vercel-Id", "", "Vercel"),
        ("X-Served-By", "cache-", "Fastly"),
        ("Via", "vegur", "Heroku"),
        ("Via", "Heroku", "Heroku"),
    ];

    /// <summary>Products whose answers carry their mark whatever their configuration is, short of modules made for removing it.</summary>
    static readonly HashSet<string> NamingThemselves = new(StringComparer.Ordinal)
    {
        "nginx", "Caddy", "Varnish", "Squid", "h2o", "nghttpx", "Envoy", "Cloudflare", "AWS CloudFront", "AWS API Gateway", "IIS",
    };

    /// <summary>Whether a missing mark speaks against the product.</summary>
    public static bool NamesItself(string product) => NamingThemselves.Contains(product);

    /// <summary>Reads the products off headers, with how sure each is from 0 to 1.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="http1">Whether they came over HTTP/1.x, where names keep their case.</param>
    public static IReadOnlyDictionary<string, double> Read(IReadOnlyList<KeyValuePair<string, string>> headers, bool http1)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (header, contains, product) in Marks)
        {
            if (headers.Any(h => h.Key.Equals(header, StringComparison.OrdinalIgnoreCase) && h.Value.Contains(contains, StringComparison.OrdinalIgnoreCase)))
                found[product] = 1;
        }

        // HTTP/1.1 header names all in lower case are the mark of proxies that are HTTP/2 inside.
        if (http1 && headers.Count > 3 && headers.All(h => !h.Key.Any(char.IsAsciiLetterUpper)))
            found.TryAdd("HAProxy", 0.7);
        // A stream of events has no ranges to ask for: it was a file on the way. Varnish says the same, and its own name with it.
        if (!found.ContainsKey("Varnish") && Is(headers, "Accept-Ranges", "bytes") && Is(headers, "Content-Type", "text/event-stream"))
            found.TryAdd("lighttpd", 0.5);
        return found;
    }

    /// <summary>What a hop added to what is behind it. A mark that was there before may have passed through or been set anew: it is half as sure.</summary>
    public static IReadOnlyDictionary<string, double> Added(IReadOnlyDictionary<string, double> outer, IReadOnlyDictionary<string, double> inner)
    {
        ArgumentNullException.ThrowIfNull(outer);
        ArgumentNullException.ThrowIfNull(inner);
        return outer.ToDictionary(p => p.Key, p => inner.ContainsKey(p.Key) ? p.Value / 2 : p.Value, StringComparer.Ordinal);
    }

    static bool Is(IReadOnlyList<KeyValuePair<string, string>> headers, string name, string value) =>
        headers.Any(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase) && h.Value.StartsWith(value, StringComparison.OrdinalIgnoreCase));
}
