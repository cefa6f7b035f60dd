using System.Globalization;

namespace Sluice.Testing;

/// <summary>The status line and fields of an answer.</summary>
/// <param name="Version"><c>HTTP/1.1</c> or <c>HTTP/1.0</c>.</param>
/// <param name="Status">The status code.</param>
/// <param name="Reason">The reason phrase; may be empty.</param>
/// <param name="Headers">The fields in their order and spelling.</param>
/// <param name="At">When its blank line had arrived, see <see cref="Clock.Stamp"/>.</param>
public sealed record ReceivedHead(string Version, int Status, string Reason, HeaderList Headers, TimeSpan At)
{
    internal static ReceivedHead Parse(IReadOnlyList<string> lines, TimeSpan at)
    {
        var parts = lines[0].Split(' ', 3);
        if (parts is not ["HTTP/1.1" or "HTTP/1.0", ..]
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new MalformedResponseException($"The status line is '{lines[0]}', where 'HTTP/1.1 200 OK' or the like was expected.");
        return new(parts[0], status, parts.Length > 2 ? parts[2] : "", new([.. lines.Skip(1).Select(Field)]), at);
    }

    internal static (string Name, string Value) Field(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? (line[..colon], line[(colon + 1)..].Trim(' ', '\t'))
            : throw new MalformedResponseException($"The header line '{line}' has no name before a colon.");
    }
}
