using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Iis;

/// <summary>Application Request Routing: the proxy of the machine and its server farms.</summary>
internal static class Arr
{
    /// <summary>The elements that hold proxy settings, where they are in use.</summary>
    public static IEnumerable<(XmlElementNode Node, string Route, StreamHint Hint)> Proxies(XmlElementNode root)
    {
        foreach (var node in root.WithDescendants())
        {
            if (node.Name == "proxy" && node.Parent?.Name == "system.webServer" && node.Is("enabled", "true"))
                yield return (node, "proxy", StreamHint.Maybe);
            if (node.Name != "webFarm")
                continue;
            var hint = StreamHints.Of(null, [node["name"], .. node.At("server").Select(server => server["address"])]);
            foreach (var protocol in node.At("applicationRequestRouting", "protocol"))
                yield return (protocol, $"webFarm {node["name"]}", hint);
        }
    }
}
