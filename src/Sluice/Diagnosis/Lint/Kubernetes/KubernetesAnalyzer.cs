using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes;

/// <summary>Kubernetes manifests, of any number of documents and files: they are judged together, as the cluster runs them.</summary>
internal sealed class KubernetesAnalyzer() : ProductAnalyzer(Product.Kubernetes)
{
    public override void Analyze(IReadOnlyList<SourceText> files, LintContext context)
    {
        var documents = new List<ConfigNode>();
        foreach (var file in files)
        {
            try
            {
                documents.AddRange(Read(file));
            }
            catch (SyntaxException error)
            {
                context.SyntaxError(error);
            }
        }
        var cluster = new KubernetesCluster(documents);
        foreach (var rule in RuleCatalog.Of<KubernetesRule>())
        {
            foreach (var item in cluster.Objects.Where(item => rule.Kinds.Contains(item.Kind, StringComparer.Ordinal)))
                context.AddRange(rule.Check(item, context));
        }
        foreach (var ingress in cluster.All("Ingress"))
            IngressSnippets.Check(ingress, context);
    }

    protected override void Analyze(SourceText file, LintContext context) => Analyze([file], context);

    static IReadOnlyList<ConfigNode> Read(SourceText file)
    {
        if (file.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return [JsonReader.Read(file)];
        try
        {
            return YamlReader.ReadAll(file);
        }
        catch (SyntaxException) when (file.Text.IndexOf("{{", StringComparison.Ordinal) is >= 0 and var at)
        {
            throw new SyntaxException(file.Span(at, 2), "this is a template, not a manifest: render it first (helm template) and lint the result");
        }
    }
}

/// <summary>A rule about manifests of some kinds.</summary>
internal abstract class KubernetesRule(RuleInfo info, params string[] kinds) : LintRule<KubernetesObject>(info)
{
    public IReadOnlyList<string> Kinds { get; } = kinds;
}
