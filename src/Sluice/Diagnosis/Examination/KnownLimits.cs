namespace Sluice.Diagnosis.Examination;

/// <summary>Products by the limits they come with. A limit that somebody has set says nothing.</summary>
public static class KnownLimits
{
    static readonly (LimitKind[] Kinds, double Seconds, string Product)[] Defaults =
    [
        ([LimitKind.Idle, LimitKind.Head, LimitKind.FirstByte], 60, "nginx proxy_read_timeout"),
        ([LimitKind.Idle, LimitKind.Head, LimitKind.FirstByte], 60, "Apache httpd Timeout / ProxyTimeout"),
        ([LimitKind.Idle], 60, "Varnish between_bytes_timeout"),
        ([LimitKind.Head, LimitKind.FirstByte], 60, "Varnish first_byte_timeout"),
        ([LimitKind.Idle, LimitKind.Head], 60, "AWS ALB or Classic ELB idle timeout"),
        ([LimitKind.Idle, LimitKind.Head], 50, "HAProxy timeout server / client as in most examples"),
        ([LimitKind.Total], 15, "Envoy or Istio route timeout"),
        ([LimitKind.Idle], 300, "Envoy stream_idle_timeout, AWS API Gateway regional stream, Railway"),
        ([LimitKind.Idle, LimitKind.Head], 100, "YARP ActivityTimeout; Cloudflare (older 524 limit)"),
        ([LimitKind.Idle, LimitKind.Head], 120, "Cloudflare Proxy Read Timeout (524); http-proxy on Node"),
        ([LimitKind.Head], 30, "CloudFront, Azure Front Door or Gcore origin response; Heroku H12"),
        ([LimitKind.Idle], 30, "CloudFront, Azure Front Door or Gcore; AWS API Gateway edge stream; Next.js rewrites"),
        ([LimitKind.Idle], 55, "Heroku H15"),
        ([LimitKind.Head], 25, "Vercel edge first byte"),
        ([LimitKind.Head], 20, "Azure Application Gateway request timeout"),
        ([LimitKind.Idle], 20, "Azure Application Gateway request timeout"),
        ([LimitKind.Head], 15, "Fastly first_byte_timeout"),
        ([LimitKind.Idle], 10, "Fastly between_bytes_timeout; Bun.serve idleTimeout"),
        ([LimitKind.Total], 30, "Google external load balancer backend service"),
        ([LimitKind.Total, LimitKind.Head], 29, "AWS API Gateway buffered integration"),
        ([LimitKind.Total], 300, "Google Cloud Run request timeout; Vercel edge stream"),
        ([LimitKind.Total], 900, "AWS API Gateway stream; Railway"),
        ([LimitKind.Idle, LimitKind.Head], 240, "Azure load balancer, Container Apps or API Management"),
        ([LimitKind.Idle, LimitKind.Head], 230, "Azure App Service"),
        ([LimitKind.Idle], 350, "AWS NLB idle timeout"),
    ];

    /// <summary>Products whose default it is, within a second or two in a hundred; those that left their mark in the headers come first.</summary>
    public static IReadOnlyList<string> Of(LimitKind kind, TimeSpan limit, params IEnumerable<string> marks) =>
        [.. Defaults.Where(d => d.Kinds.Contains(kind) && Math.Abs(limit.TotalSeconds - d.Seconds) <= Math.Max(1, 0.02 * d.Seconds)).Select(d => d.Product)
            .OrderByDescending(product => marks.Any(mark => product.Contains(mark, StringComparison.OrdinalIgnoreCase)))];
}
