using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Terraform;

/// <summary>Terraform and OpenTofu: resources of AWS that stand on a stream's way.</summary>
internal sealed class TerraformAnalyzer() : ProductAnalyzer(Product.Terraform)
{
    /// <summary>Files of one directory are one module; a file that cannot be read does not keep the others from being judged.</summary>
    public override void Analyze(IReadOnlyList<SourceText> files, LintContext context)
    {
        foreach (var directory in files.GroupBy(file => FileSource.DirectoryOf(file.Path), StringComparer.Ordinal))
        {
            var configuration = new List<ConfigNode>();
            var variables = new List<ConfigNode>();
            foreach (var file in directory)
            {
                try
                {
                    (IsVariables(file) ? variables : configuration).AddRange(HclParser.Parse(file).Children);
                }
                catch (SyntaxException error)
                {
                    context.SyntaxError(error);
                }
            }
            Check(new TerraformModule(configuration, variables), context);
        }
    }

    protected override void Analyze(SourceText file, LintContext context) => Analyze([file], context);

    static void Check(TerraformModule module, LintContext context)
    {
        foreach (var rule in RuleCatalog.Of<TerraformRule>())
        {
            foreach (var resource in module.Resources.Where(resource => resource.Node.Is("resource") && rule.Types.Contains(resource.Type, StringComparer.Ordinal)))
                context.AddRange(rule.Check(resource, context));
        }
    }

    static bool IsVariables(SourceText file) => file.Path.EndsWith(".tfvars", StringComparison.Ordinal);
}

/// <summary>A rule about resources of some types.</summary>
internal abstract class TerraformRule(RuleInfo info, params string[] types) : LintRule<TerraformResource>(info)
{
    public IReadOnlyList<string> Types { get; } = types;

    /// <summary>About services that buffer by default and whose ordinary use is no stream: unless something tells of streams, it is only good to know.</summary>
    protected Finding OnlyStreams(SourceSpan span, string message, TerraformResource resource) => At(span, message) with
    {
        Severity = resource.Hint == StreamHint.Yes ? Info.Severity : Severity.Info,
        Routes = [resource.Address],
    };
}
