using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint;

/// <summary>Where configuration is read from: the disk, or memory in tests.</summary>
internal abstract class FileSource
{
    public abstract bool IsFile(string path);

    public abstract bool IsDirectory(string path);

    /// <exception cref="IOException">The file cannot be read, or is too large to be configuration.</exception>
    public abstract byte[] Read(string path);

    /// <summary>Names of the entries of a directory, without their path, in ordinal order; empty where it cannot be read.</summary>
    public abstract IReadOnlyList<string> Names(string directory);

    /// <summary>One spelling per file, with links followed: two paths to one file compare equal.</summary>
    public abstract string Canonical(string path);

    /// <summary>The files that a path with shell patterns in any of its segments names.</summary>
    public IReadOnlyList<string> Expand(string pattern)
    {
        if (!Glob.IsPattern(pattern))
            return IsFile(pattern) ? [pattern] : [];
        var segments = pattern.Split('/');
        var found = new List<string> { pattern.StartsWith('/') ? "/" : "" };
        foreach (var segment in segments.Where(segment => segment.Length > 0))
        {
            found = Glob.IsPattern(segment)
                ? [.. found.SelectMany(directory => Names(directory).Where(name => IsVisibleMatch(segment, name)).Select(name => Join(directory, name)))]
                : [.. found.Select(directory => Join(directory, segment))];
            if (found.Count > MaxExpanded)
                found.RemoveRange(MaxExpanded, found.Count - MaxExpanded);
        }
        return [.. found.Where(IsFile)];
    }

    /// <summary>
    /// The files that an include names: relative to a directory, or absolute. An absolute path that is not there is looked for below the
    /// directory, so that a copy of /etc/nginx in a repository reads as it will on the server. A pattern keeps its own directory: cut down to
    /// <c>*.conf</c> it would find the file that includes it.
    /// </summary>
    public IReadOnlyList<string> ExpandBeside(string pattern, string directory)
    {
        if (!pattern.StartsWith('/'))
            return Expand(Join(directory, pattern));
        var found = Expand(pattern);
        for (var rest = pattern; found.Count == 0 && rest.IndexOf('/', 1) is > 0 and var next;)
        {
            rest = rest[next..];
            if (!Glob.IsPattern(rest) || rest.LastIndexOf('/') > 0)
                found = Expand(Join(directory, rest[1..]));
        }
        return found;
    }

    const int MaxExpanded = 1000;

    public static string Join(string directory, string name) =>
        directory.Length == 0 || name.StartsWith('/') ? name : directory.EndsWith('/') ? directory + name : directory + "/" + name;

    public static string DirectoryOf(string path) => path.LastIndexOf('/') switch { < 0 => "", 0 => "/", var at => path[..at] };

    static bool IsVisibleMatch(string pattern, string name) => (pattern[0] == '.' || name[0] != '.') && Glob.Matches(pattern, name);
}
