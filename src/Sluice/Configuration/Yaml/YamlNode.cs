namespace Sluice.Configuration.Yaml;

/// <summary>One value of a file, with the place it was written at. Environment references are already replaced.</summary>
/// <param name="path">Where in the document: <c>routes[1].model</c>; empty for the root.</param>
/// <param name="line">Line, from 1.</param>
/// <param name="column">Column, from 1.</param>
internal abstract class YamlNode(string path, int line, int column)
{
    public string Path { get; } = path;

    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>What this is, in words for a message.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value.</summary>
internal sealed class YamlScalar(string path, int line, int column, string written, string text, bool isNull) : YamlNode(path, line, column)
{
    /// <summary>The value as the file has it, with <c>${NAME}</c> in place: the only form that messages may show.</summary>
    public string Written { get; } = written;

    /// <summary>The value with references replaced.</summary>
    public string Text { get; } = text;

    /// <summary>Nothing, <c>~</c> or <c>null</c>, unquoted.</summary>
    public bool IsNull { get; } = isNull;

    public override string Kind => IsNull ? "no value" : "a single value";
}

/// <summary>A list.</summary>
internal sealed class YamlSequence(string path, int line, int column, IReadOnlyList<YamlNode> items) : YamlNode(path, line, column)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string Kind => "a list";
}

/// <summary>Keys with values, each key once.</summary>
internal sealed class YamlMapping(string path, int line, int column, IReadOnlyList<YamlEntry> entries) : YamlNode(path, line, column)
{
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override string Kind => "a mapping";
}

/// <summary>A key of a mapping with its value.</summary>
internal sealed record YamlEntry(string Key, string Path, int Line, int Column, YamlNode Value);

/// <summary>A value that is wrong in itself and has been reported: whoever expected it stays silent.</summary>
internal sealed class YamlBroken(string path, int line, int column) : YamlNode(path, line, column)
{
    public override string Kind => "an unusable value";
}
