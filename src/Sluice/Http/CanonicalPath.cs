namespace Sluice.Http;

/// <summary>
/// Splits a raw request target and refuses paths that two readers could understand differently: what was matched here must be what an
/// upstream sees. Nothing is repaired, since a repaired path is one that the client did not send.
/// </summary>
static class CanonicalPath
{
    /// <summary>Longest path, in bytes.</summary>
    public const int Longest = 4096;

    /// <summary>Takes a raw target apart.</summary>
    /// <param name="target">As it stood in the request line: origin form, or absolute form, of which the authority is dropped.</param>
    /// <param name="path">The path.</param>
    /// <param name="query">The query with its question mark, byte for byte, or nothing.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? Split(string target, out string path, out string query)
    {
        var rest = target;
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (!target.StartsWith('/') && scheme > 0)
        {
            var slash = target.IndexOf('/', scheme + 3);
            rest = slash < 0 ? "/" : target[slash..];
        }

        var mark = rest.IndexOf('?', StringComparison.Ordinal);
        path = mark < 0 ? rest : rest[..mark];
        query = mark < 0 ? "" : rest[mark..];
        return Fault(path) ?? (query.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 || query.Contains('#', StringComparison.Ordinal)
            ? "the query has a raw character that must be percent-encoded"
            : null);
    }

    static string? Fault(string path)
    {
        if (path.Length == 0 || path[0] != '/')
            return "the target is not a path";
        if (path.Length > Longest)
            return $"the path is longer than {Longest} bytes";
        for (var i = 0; i < path.Length; i++)
        {
            var c = path[i];
            if (c is <= ' ' or >= (char)127 or '\\' or '#' or '"' or '<' or '>' or '^' or '`' or '{' or '|' or '}')
                return $"the path has a character (0x{(int)c:X2}) that must be percent-encoded";
            if (c == '/' && i + 1 < path.Length && path[i + 1] == '/')
                return "the path has an empty segment ('//')";
            if (c != '%')
                continue;
            if (i + 2 >= path.Length || !char.IsAsciiHexDigit(path[i + 1]) || !char.IsAsciiHexDigit(path[i + 2]))
                return "the path has a percent sign without two hexadecimal digits";
            var decoded = (char)Convert.ToByte(path.Substring(i + 1, 2), 16);
            if (decoded is '/' or '\\')
                return "the path has an encoded slash";
            if (decoded is '.' or '-' or '_' or '~' || char.IsAsciiLetterOrDigit(decoded))
                return $"the path encodes '{decoded}', which needs no encoding";
            if (decoded is < ' ' or (char)127)
                return "the path has an encoded control character";
        }

        foreach (var segment in path.AsSpan(1).Split('/'))
        {
            if (path.AsSpan(1)[segment] is "." or "..")
                return "the path has a dot segment";
        }

        return null;
    }
}
