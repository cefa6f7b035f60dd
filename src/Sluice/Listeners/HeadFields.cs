using System.Buffers;

namespace Sluice.Listeners;

/// <summary>
/// The few header fields of a proxy request that matter before it is decided on; the others are only checked for their form.
/// </summary>
internal readonly ref struct HeadFields
{
    public int HostCount { get; private init; }

    public string? Host { get; private init; }

    /// <summary>Whether a body was announced, in whatever way; a single <c>Content-Length: 0</c> announces none.</summary>
    public bool HasBody { get; private init; }

    /// <summary>Reads the header lines, each with its CR LF; returns what is wrong with them, or null.</summary>
    public static string? TryRead(ReadOnlySpan<char> lines, SearchValues<char> tokenCharacters, out HeadFields fields)
    {
        fields = default;
        var (hosts, lengths, hasBody) = (0, 0, false);
        string? host = null;
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf("\r\n", StringComparison.Ordinal);
            var line = lines[..end];
            lines = lines[(end + 2)..];

            if (line[0] is ' ' or '\t')
                return "A header line begins with white space; folded headers are not accepted.";
            var colon = line.IndexOf(':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(tokenCharacters))
                return "A header line is not 'Name: value', with nothing between name and colon.";

            var name = line[..colon];
            var value = line[(colon + 1)..].Trim(" \t");
            if (name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                hosts++;
                host = value.ToString();
            }
            else if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                hasBody |= ++lengths > 1 || value is not "0";
            else if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                hasBody = true;
        }

        fields = new HeadFields { HostCount = hosts, Host = host, HasBody = hasBody };
        return null;
    }
}
