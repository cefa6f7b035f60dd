using System.Text;
using Sluice.Diagnosis.Lint;

namespace Sluice.Tests.Diagnosis.Lint;

/// <summary>Configuration that exists only in the test.</summary>
internal sealed class MemoryFiles : FileSource
{
    readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public void Add(string path, string text) => _files[path] = Encoding.UTF8.GetBytes(text);

    public void Add(string path, byte[] bytes) => _files[path] = bytes;

    public override bool IsFile(string path) => _files.ContainsKey(path);

    public override bool IsDirectory(string path) => _files.Keys.Any(file => file.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));

    public override byte[] Read(string path) => _files.TryGetValue(path, out var bytes) ? bytes : throw new IOException($"{path} does not exist");

    public override IReadOnlyList<string> Names(string directory)
    {
        var prefix = directory.Length == 0 ? "" : directory.TrimEnd('/') + "/";
        return [.. _files.Keys.Where(file => file.StartsWith(prefix, StringComparison.Ordinal)).Select(file => file[prefix.Length..].Split('/')[0]).Distinct()];
    }

    public override string Canonical(string path) => path;
}
