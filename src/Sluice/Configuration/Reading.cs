using Sluice.Configuration.Yaml;

namespace Sluice.Configuration;

/// <summary>
/// One pass over one configuration: collects findings, and knows where each key was written, so that a check can be made on finished
/// options and still name the line. Options from the environment have places too: the names of their variables.
/// </summary>
internal sealed class Reading(string file, string directory)
{
    // A file of nothing but mistakes would otherwise yield more text than the file itself.
    const int MostFindings = 1000;

    readonly Dictionary<string, Location> _places = new(StringComparer.Ordinal);
    readonly Dictionary<object, string> _paths = new(ReferenceEqualityComparer.Instance);
    readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    readonly List<Finding> _findings = [];
    int _errors;
    int _warnings;

    sealed record Location(string File, int Line, int Column, string Key, string? Written);

    /// <summary>The folder that relative paths in this configuration start from.</summary>
    public string Directory { get; } = directory;

    /// <summary>The top-level certificate, which an address with <c>https://</c> takes where it has none of its own.</summary>
    public TlsOptions? DefaultTls { get; set; }

    public bool Failed { get; private set; }

    /// <summary>Whether further findings are no longer listed.</summary>
    public bool IsFull => _errors > MostFindings;

    /// <summary>Findings in the order of the file; those without a line come first.</summary>
    public IReadOnlyList<Finding> Findings
    {
        get
        {
            var findings = _findings.OrderBy(finding => finding.Line).ThenBy(finding => finding.Column).ToList();
            if (_errors + _warnings > findings.Count)
            {
                var severity = Failed ? FindingSeverity.Error : FindingSeverity.Warning;
                findings.Add(new Finding(severity, file, 0, 0, "", "there are more findings, which are not listed: correct these first"));
            }
            return findings;
        }
    }

    /// <summary>Notes where a key's value was written.</summary>
    public void Place(string path, int line, int column, string? written) =>
        _places[path] = new Location(file, line, column, path, written);

    /// <summary>Notes that a setting came from somewhere else than the file, under another name and without a line.</summary>
    public void Place(string path, string source, string name, string? written) =>
        _places[path] = new Location(source, 0, 0, name, written);

    /// <summary>Notes that a key is as good as absent.</summary>
    public void Ignore(string path) => _places.Remove(path);

    /// <summary>Notes which key an options object was read from.</summary>
    public void Remember(object options, string path) => _paths[options] = path;

    /// <summary>The key that an options object was read from.</summary>
    public string PathOf(object options, string otherwise) => _paths.GetValueOrDefault(options, otherwise);

    /// <summary>Whether the key was written, rather than left to its default.</summary>
    public bool Has(string path) => _places.ContainsKey(path);

    /// <summary>
    /// Whether the key, or one beneath it, is already known to be wrong: then what follows from it is not worth a finding.
    /// </summary>
    public bool HasFailed(string path) => _failed.Contains(path);

    /// <summary>A value as the user wrote it, in quotes; what came from the environment is shown by the variable's name only.</summary>
    public string Shown(string path, string otherwise) =>
        _places.TryGetValue(path, out var place) && place.Written is { } written ? Show(written) : $"'{Printable.Text(otherwise)}'";

    /// <inheritdoc cref="Shown"/>
    public static string Show(string written) =>
        $"'{Printable.Text(written)}'{(IsReference(written) ? " (not shown: from the environment)" : "")}";

    /// <summary>The full path of a file that a key names, unless part of it came from the environment.</summary>
    public string ShownFile(string path, string file) =>
        _places.TryGetValue(path, out var place) && place.Written is { } written && IsReference(written)
            ? Show(written)
            : $"'{Printable.Text(file, 200)}'";

    public void Error(YamlNode node, string message) =>
        Report(FindingSeverity.Error, node.Path, node.Line > 0 ? Here(node.Path, node.Line, node.Column) : Find(node.Path), message);

    public void Error(int line, int column, string message) => Error("", line, column, message);

    public void Error(string path, int line, int column, string message) =>
        Report(FindingSeverity.Error, path, Here(path, line, column), message);

    /// <summary>An error at a key that was read before, or at the nearest one above it that was.</summary>
    public void Error(string path, string message) => Report(FindingSeverity.Error, path, Find(path), message);

    /// <inheritdoc cref="Error(string, string)"/>
    public void Warning(string path, string message) => Report(FindingSeverity.Warning, path, Find(path), message);

    static bool IsReference(string written) => written.Contains("${", StringComparison.Ordinal);

    Location Here(string path, int line, int column) => new(file, line, column, path, null);

    Location Find(string path)
    {
        for (var at = path; at is not null; at = KeyPath.Parent(at))
        {
            if (_places.TryGetValue(at, out var place))
                return place;
        }
        return Here(path, 0, 0);
    }

    void Report(FindingSeverity severity, string path, Location place, string message)
    {
        if (severity == FindingSeverity.Error)
        {
            Failed = true;
            for (var at = path; at is not null; at = KeyPath.Parent(at))
                _failed.Add(at);
        }
        // Counted apart, so that warnings cannot crowd out the error for which a file is refused.
        ref var count = ref severity == FindingSeverity.Error ? ref _errors : ref _warnings;
        if (++count <= MostFindings)
            _findings.Add(new Finding(severity, place.File, place.Line, place.Column, place.Key, message));
    }
}
