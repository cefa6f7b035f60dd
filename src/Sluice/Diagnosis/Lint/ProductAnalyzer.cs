using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint;

/// <summary>Reads configuration of one product and runs its rules.</summary>
internal abstract class ProductAnalyzer(Product product)
{
    public Product Product { get; } = product;

    /// <summary>Runs for every product before any is analysed: what the files say of the streams themselves.</summary>
    public virtual void Prepare(IReadOnlyList<SourceText> files, LintContext context)
    {
    }

    /// <summary>Lints files that may belong together: a main file with its includes, a module of several files.</summary>
    public virtual void Analyze(IReadOnlyList<SourceText> files, LintContext context)
    {
        foreach (var file in files)
        {
            try
            {
                Analyze(file, context);
            }
            catch (SyntaxException error)
            {
                context.SyntaxError(error);
            }
        }
    }

    /// <summary>Lints one file.</summary>
    /// <exception cref="SyntaxException">The file cannot be read.</exception>
    protected abstract void Analyze(SourceText file, LintContext context);
}
