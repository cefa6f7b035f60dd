namespace Sluice.Configuration;

/// <summary>One thing that is wrong, or looks wrong, in a configuration: what was found, what is allowed, where, and what to do.</summary>
/// <param name="Severity">Whether the configuration is refused because of it.</param>
/// <param name="File">The file as it was named by the user; <c>environment</c> for settings that came from variables.</param>
/// <param name="Line">Line, from 1; 0 where the finding has no line, such as a missing file.</param>
/// <param name="Column">Column, from 1; 0 where the finding has no line.</param>
/// <param name="Key">Path of the key, such as <c>routes[1].candidates[0].provider</c>; empty where the finding concerns no key.</param>
/// <param name="Message">One line of text. It never holds a key, a header's value or anything that came from the environment.</param>
public sealed record Finding(FindingSeverity Severity, string File, int Line, int Column, string Key, string Message)
{
    /// <summary>The form that editors and terminals can click: <c>file:line:column: error: key: message</c>.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}:{Column}" : File;
        var severity = Severity == FindingSeverity.Error ? "error" : "warning";
        return Key.Length > 0 ? $"{place}: {severity}: {Key}: {Message}" : $"{place}: {severity}: {Message}";
    }
}

/// <summary>Weight of a <see cref="Finding"/>.</summary>
public enum FindingSeverity
{
    /// <summary>The configuration can be served, and probably does not do what was meant.</summary>
    Warning,

    /// <summary>The configuration is refused.</summary>
    Error,
}
