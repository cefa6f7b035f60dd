using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Tree;

/// <summary>
/// How data (YAML, JSON, TOML) reads as a tree of <see cref="ConfigNode"/>: a key is a node of that name; its scalar is the one argument, its
/// mapping the children; items of a list are children named <c>-</c>; null has neither. A document is a node without a name.
/// </summary>
internal static class DataNodes
{
    public const string Item = "-";

    /// <summary>The value below a path of keys; null where a key is not there.</summary>
    public static ConfigNode? At(this ConfigNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
            node = node is { IsSequence: false } ? node.Last(key) : null;
        return node;
    }

    /// <summary>The scalar below a path of keys; null for collections, null and what is not there.</summary>
    public static string? Text(this ConfigNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is { IsBlock: false, Arguments.Count: > 0 } found ? found.Arguments[0].Value : null;

    /// <summary>The items of a list below a path of keys; a single scalar or mapping counts as a list of one only where <c>-</c> was written.</summary>
    public static IEnumerable<ConfigNode> Items(this ConfigNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is { IsSequence: true } found ? found.Children : [];

    /// <summary>The entries of a mapping below a path of keys.</summary>
    public static IEnumerable<ConfigNode> Entries(this ConfigNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is { IsBlock: true, IsSequence: false } found ? found.Children : [];

    /// <summary>Where the value stands, without its key; the key where there is no value.</summary>
    public static SourceSpan ValueSpan(this ConfigNode node) =>
        node.Arguments.Count > 0 ? node.Arguments[0].Span : node.Children.Count > 0 ? node.Children[0].Span.To(node.Span) : node.Span;

    /// <summary>
    /// Sets a scalar key of a mapping, written as the file writes its own (block YAML, JSON or inline YAML); null where the mapping is empty or
    /// the key holds a collection, since then a person has to look.
    /// </summary>
    public static TextEdit? Set(this ConfigNode mapping, string key, string value)
    {
        if (mapping.Last(key) is { } known)
            return known is { IsBlock: false, Arguments.Count: > 0 } ? TextEdit.Replace(known.Arguments[0].Span, value) : null;
        if (mapping is not { IsBlock: true, IsSequence: false, Children: [var first, ..] } || !ReferenceEquals(first.Span.Source, mapping.Span.Source))
            return null;
        if (!mapping.IsFlow)
            return TextEdit.InsertBefore(first.Span, $"{key}: {value}{first.Span.Source.NewLine}{new string(' ', first.Span.Column - 1)}");
        var name = first.NameWord.Span.Text.StartsWith('"') ? $"\"{key}\"" : key;
        return TextEdit.InsertBefore(first.Span, $"{name}: {value}, ");
    }
}
