namespace Sluice.Testing;

/// <summary>The generating interfaces the built-in model speaks.</summary>
internal enum ModelDialect
{
    Chat,
    Completions,
    Responses,
    Messages,
}
