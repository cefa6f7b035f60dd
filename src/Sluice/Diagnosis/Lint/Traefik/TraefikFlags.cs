using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Traefik;

/// <summary>Turns <c>traefik.http.…=…</c> labels and <c>--entryPoints.…=…</c> flags of a compose file into the tree that a file would give.</summary>
internal static class TraefikFlags
{
    const int MaxParts = 16;

    public static ConfigNode Of(ConfigNode compose)
    {
        var root = new ConfigNode(new("", compose.Span.Source.Span(0, 0))) { IsBlock = true };
        foreach (var service in compose.Entries("services"))
        {
            foreach (var labels in new[] { service.At("labels"), service.At("deploy", "labels") }.OfType<ConfigNode>())
                Labels(labels, root);
            foreach (var flag in service.Items("command").Concat(service.At("command") is { IsBlock: false } line ? [line] : []))
                Flags(flag, root);
        }
        return root;
    }

    static void Labels(ConfigNode labels, ConfigNode root)
    {
        foreach (var label in labels.Children)
        {
            if (labels.IsSequence && label.Text() is { } text && text.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign)
                Add(root, text[..sign], text[(sign + 1)..], label.Arguments[0], "traefik.");
            else if (!labels.IsSequence && label.Arguments.Count > 0)
                Add(root, label.Name, label.Argument(0), label.NameWord, "traefik.");
        }
    }

    static void Flags(ConfigNode flag, ConfigNode root)
    {
        foreach (var word in (flag.Text() ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = word.IndexOf('=', StringComparison.Ordinal);
            Add(root, sign < 0 ? word : word[..sign], sign < 0 ? "true" : word[(sign + 1)..], flag.Arguments[0], "--");
        }
    }

    static void Add(ConfigNode root, string key, string value, ConfigWord place, string prefix)
    {
        if (!key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) || key.Count(c => c == '.') > MaxParts)
            return;
        var parts = key[prefix.Length..].Split('.');
        var node = root;
        foreach (var part in parts.SkipLast(1))
        {
            var next = node.Last(part);
            if (next is not { IsBlock: true })
                node.Add(next = new(place with { Value = part }) { IsBlock = true });
            node = next;
        }
        var leaf = new ConfigNode(place with { Value = parts[^1] });
        leaf.Arguments.Add(place with { Value = value });
        node.Add(leaf);
    }
}
