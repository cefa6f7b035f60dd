using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Nginx;

/// <summary>
/// What buffering meets on a proxied route. One missing <c>proxy_buffering off</c> has several faces; each route gets the one finding
/// that tells most.
/// </summary>
internal static class NginxBuffering
{
    const string Header = "X-Accel-Buffering";

    public static ConfigNode? IgnoredHeader(NginxRoute route) =>
        route.Nearest($"{route.Protocol}_ignore_headers").FirstOrDefault(node => node.HasArgument(Header));

    public static ConfigNode? HeaderOnWrongSide(NginxRoute route) =>
        route.Nearest("add_header").Concat(route.Nearest("proxy_set_header")).FirstOrDefault(node =>
            node.Argument(0).Equals(Header, StringComparison.OrdinalIgnoreCase) && node.Argument(1).Equals("no", StringComparison.OrdinalIgnoreCase));

    /// <summary>The gzip_types that takes in event streams, where gzip is on.</summary>
    public static ConfigNode? GzipOfEvents(NginxRoute route) =>
        route.IsOn("gzip") ? route.Nearest("gzip_types").FirstOrDefault(node => node.HasArgument("text/event-stream") || node.HasArgument("*")) : null;

    public static ConfigNode? Cache(NginxRoute route) => route.IsOff("proxy_cache") ? null : route.Effective("proxy_cache");

    /// <summary>The directive that leaves buffering on, or the upstream where nothing does and the default holds.</summary>
    public static ConfigNode Cause(NginxRoute route) => route.Effective($"{route.Protocol}_buffering") ?? route.Pass;
}
