using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint;

internal sealed class UnreadableSyntax() : LintRule(new RuleInfo
{
    Id = "GW0001",
    Product = Product.Path,
    Title = "the file cannot be read as what it is",
    Severity = Severity.Error,
    Flags = "A place where the product's own syntax ends: an unclosed block or quote, a stray brace, broken indentation. Directives that the linter does not know are no error.",
    Why = "The product refuses the file, or reads something else than was meant; nothing below this place has been judged.",
    Fix = "Correct the syntax at this place; the product's own check (nginx -t, haproxy -c, caddy validate, apachectl -t, varnishd -C, terraform validate, kubectl apply --dry-run=client) agrees or knows more.",
    Changes = "The other rules see the file.",
    Evidence = [],
})
{
    public static UnreadableSyntax Instance { get; } = new();

    public Finding Found(SyntaxException error) => At(error.At, error.Message);
}
