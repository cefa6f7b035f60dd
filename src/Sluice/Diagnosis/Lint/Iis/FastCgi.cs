using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Iis;

/// <summary>The FastCGI programs of the machine.</summary>
internal static class FastCgi
{
    public static IEnumerable<(XmlElementNode Node, string Route, StreamHint Hint)> Programs(XmlElementNode root) =>
        root.WithDescendants().Where(node => node.Name == "application" && node.Parent?.Name == "fastCgi" && node["fullPath"] is not null)
            .Select(node => (node, $"fastCgi {node["fullPath"]}", StreamHints.Of(null, node["fullPath"], node["arguments"])));
}
