namespace Sluice.Configuration.Yaml;

/// <summary>
/// Paths such as <c>routes[1].candidates[0].provider</c>; a name that is not a plain word is quoted: <c>providers["my.name"]</c>.
/// </summary>
internal static class KeyPath
{
    const int LongestName = 60;

    public static string Append(string path, string key)
    {
        var name = Printable.Text(key, LongestName);
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Words))
            return $"{path}[\"{name}\"]";
        return path.Length == 0 ? name : $"{path}.{name}";
    }

    /// <summary>The path of what holds this; null at the root.</summary>
    public static string? Parent(string path)
    {
        if (path.EndsWith("\"]", StringComparison.Ordinal) && path.LastIndexOf("[\"", StringComparison.Ordinal) is > 0 and var quote)
            return path[..quote];
        var end = path.AsSpan().LastIndexOfAny('.', '[');
        return end > 0 ? path[..end] : null;
    }

    static readonly System.Buffers.SearchValues<char> Words =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
}
