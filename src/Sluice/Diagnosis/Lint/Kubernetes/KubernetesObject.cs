using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes;

/// <summary>One manifest.</summary>
internal sealed class KubernetesObject(ConfigNode node, KubernetesCluster cluster)
{
    public ConfigNode Node { get; } = node;

    /// <summary>The other manifests of the run.</summary>
    public KubernetesCluster Cluster { get; } = cluster;

    public string Kind { get; } = node.Text("kind") ?? "";

    /// <summary>The part of apiVersion before the slash; empty for the core group.</summary>
    public string Group { get; } = node.Text("apiVersion") is { } version && version.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? version[..slash] : "";

    public string Name { get; } = node.Text("metadata", "name") ?? node.Text("metadata", "generateName") ?? "";

    public string Namespace { get; } = node.Text("metadata", "namespace") ?? "";

    /// <summary>As people call it.</summary>
    public string Title => $"{Kind} {Name}";

    /// <summary>Where a finding about something that is not written stands.</summary>
    public SourceSpan Head => (Node.At("kind") ?? Node).Span;

    public ConfigNode? Annotation(string name) =>
        Node.At("metadata", "annotations", name) is { IsBlock: false, Arguments.Count: > 0 } annotation ? annotation : null;

    public bool HasAnnotations(string prefix) => Node.Entries("metadata", "annotations").Any(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Writes an annotation; null where the manifest is written in a way that a person has to look at.</summary>
    public TextEdit? SetAnnotation(string name, string value)
    {
        if (Node.At("metadata", "annotations") is { } annotations)
            return annotations.Set(name, Quote(value));
        if (Node.At("metadata") is not { IsFlow: false, Children: [var first, ..] })
            return null;
        var indent = first.Span.Source.NewLine + new string(' ', first.Span.Column - 1);
        // Rewrites the first key, so that of several annotations only one brings the mapping: the others follow on the next run.
        return TextEdit.Replace(first.NameWord.Span, $"annotations:{indent}  {name}: {Quote(value)}{indent}{first.NameWord.Span.Text}");
    }

    /// <summary>Annotations are text: a bare number or switch would be refused.</summary>
    static string Quote(string value) => $"\"{value}\"";
}
