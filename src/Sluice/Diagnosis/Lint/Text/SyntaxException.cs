namespace Sluice.Diagnosis.Lint.Text;

/// <summary>A parser cannot go on: says where, what was found and what was expected. Becomes finding GW0001, never reaches the user as an exception.</summary>
internal sealed class SyntaxException(SourceSpan at, string message) : Exception(message)
{
    public SourceSpan At { get; } = at;
}
