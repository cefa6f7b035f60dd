using System.Globalization;
using System.Text;

namespace Sluice.Upstream;

/// <summary>
/// The headers of an answer: one text and the places of names and values in it, so that the many that nobody asks for cost nothing.
/// </summary>
public sealed class AnswerHeaders
{
    readonly string _text;
    readonly (int Name, int NameLength, int Value, int ValueLength)[] _places;
    readonly int _count;

    internal AnswerHeaders(string text, (int Name, int NameLength, int Value, int ValueLength)[] places, int count) =>
        (_text, _places, _count) = (text, places, count);

    /// <summary>No headers.</summary>
    public static AnswerHeaders None { get; } = new("", [], 0);

    /// <summary>Makes them from pairs; several values of one name stay several headers.</summary>
    public static AnswerHeaders From(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var text = new StringBuilder();
        var places = new List<(int, int, int, int)>();
        foreach (var (name, value) in headers)
        {
            places.Add((text.Length, name.Length, text.Length + name.Length, value.Length));
            text.Append(name).Append(value);
        }

        return new AnswerHeaders(text.ToString(), [.. places], places.Count);
    }

    /// <summary>How many there are.</summary>
    public int Count => _count;

    /// <summary>The name of one, as it was sent.</summary>
    public ReadOnlySpan<char> Name(int index) => _text.AsSpan(_places[index].Name, _places[index].NameLength);

    /// <summary>The value of one, without the space around it.</summary>
    public ReadOnlySpan<char> Value(int index) => _text.AsSpan(_places[index].Value, _places[index].ValueLength);

    /// <summary>The place of the next header of a name, from <paramref name="from"/> on; -1 where there is none.</summary>
    public int Find(ReadOnlySpan<char> name, int from = 0)
    {
        for (var i = from; i < _count; i++)
        {
            if (Name(i).Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }

    /// <summary>The value of the first header of a name; empty where there is none.</summary>
    public ReadOnlySpan<char> First(ReadOnlySpan<char> name) => Find(name) is >= 0 and var at ? Value(at) : default;

    /// <summary>Whether a list header, over all its lines, names an element.</summary>
    public bool Lists(ReadOnlySpan<char> name, ReadOnlySpan<char> element)
    {
        for (var i = Find(name); i >= 0; i = Find(name, i + 1))
        {
            foreach (var part in Value(i).Split(','))
            {
                if (Value(i)[part].Trim().Equals(element, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }

    /// <summary>The elements of a list header over all its lines, lower case.</summary>
    public List<string> Elements(ReadOnlySpan<char> name)
    {
        var elements = new List<string>();
        for (var i = Find(name); i >= 0; i = Find(name, i + 1))
        {
            foreach (var part in Value(i).Split(','))
            {
                if (Value(i)[part].Trim() is { IsEmpty: false } element)
                    elements.Add(element.ToString().ToLowerInvariant());
            }
        }

        return elements;
    }

    /// <summary>Content-Length as a number; null where it is absent, no number, or overruled by a transfer coding (RFC 9112, 6.3).</summary>
    public long? ContentLength => Find("Transfer-Encoding") < 0 && long.TryParse(First("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    /// <summary>Content-Type as it may be sent on; null where it is absent or holds what no media type can.</summary>
    public string? ContentType
    {
        get
        {
            var type = First("Content-Type");
            return type.IsEmpty || type.ContainsAnyExceptInRange(' ', '~') || type.IndexOf('/') < 1 ? null : type.ToString();
        }
    }

    /// <summary>Whether the body is labelled with a media type, whatever its parameters.</summary>
    public bool IsLabelled(ReadOnlySpan<char> mediaType) => MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>The label without its parameters; empty where there is none.</summary>
    public ReadOnlySpan<char> MediaType
    {
        get
        {
            var type = First("Content-Type");
            var end = type.IndexOf(';');
            return (end < 0 ? type : type[..end]).Trim();
        }
    }
}
