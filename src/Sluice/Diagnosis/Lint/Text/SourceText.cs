using System.Text;

namespace Sluice.Diagnosis.Lint.Text;

/// <summary>One file as it was read: its characters, where its lines begin, and how to write it back byte for byte.</summary>
/// <remarks>Bytes that are no UTF-8 are kept as Latin-1, one character each, so that a patched file differs only where it was patched.</remarks>
internal sealed class SourceText
{
    readonly Encoding _encoding;
    readonly byte[] _preamble;
    readonly List<int> _lineStarts = [0];

    SourceText(string path, string text, Encoding encoding, byte[] preamble)
    {
        Path = path;
        Text = text;
        _encoding = encoding;
        _preamble = preamble;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                _lineStarts.Add(i + 1);
        }
    }

    /// <summary>The path as the user gave it, or as an include resolved it.</summary>
    public string Path { get; }

    /// <summary>Whether both are one file of one run: a file that another one includes is read in its own right, too.</summary>
    public bool IsSameFile(SourceText other) => ReferenceEquals(this, other) || (Path == other.Path && Text == other.Text);

    /// <summary>All characters, without a byte order mark.</summary>
    public string Text { get; }

    public int LineCount => _lineStarts.Count;

    /// <summary>The line end that the file uses; LF where it has one line only.</summary>
    public string NewLine => Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    public static SourceText FromText(string path, string text) => new(path, text, new UTF8Encoding(false), []);

    public static SourceText FromBytes(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return new(path, Encoding.Unicode.GetString(bytes[2..]), Encoding.Unicode, [0xFF, 0xFE]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return new(path, Encoding.BigEndianUnicode.GetString(bytes[2..]), Encoding.BigEndianUnicode, [0xFE, 0xFF]);
        byte[] preamble = bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? [0xEF, 0xBB, 0xBF] : [];
        var body = bytes[preamble.Length..];
        Encoding encoding = System.Text.Unicode.Utf8.IsValid(body) ? new UTF8Encoding(false) : Encoding.Latin1;
        return new(path, encoding.GetString(body), encoding, preamble);
    }

    /// <summary>The bytes of a patched text, in the encoding in which this file was read.</summary>
    public byte[] Encode(string text) => [.. _preamble, .. _encoding.GetBytes(text)];

    /// <summary>Line and column of a character, both counted from 1.</summary>
    public (int Line, int Column) Position(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        var index = _lineStarts.BinarySearch(offset);
        if (index < 0)
            index = ~index - 1;
        return (index + 1, offset - _lineStarts[index] + 1);
    }

    /// <summary>Where a line begins; lines are counted from 1.</summary>
    public int LineStart(int line) => _lineStarts[Math.Clamp(line, 1, _lineStarts.Count) - 1];

    /// <summary>One line without its end.</summary>
    public string Line(int line)
    {
        if (line < 1 || line > _lineStarts.Count)
            return "";
        var start = _lineStarts[line - 1];
        var end = line < _lineStarts.Count ? _lineStarts[line] : Text.Length;
        return Text[start..end].TrimEnd('\r', '\n');
    }

    /// <summary>The blanks with which the line of this character begins.</summary>
    public string IndentAt(int offset)
    {
        var line = Line(Position(offset).Line);
        return line[..(line.Length - line.TrimStart(' ', '\t').Length)];
    }

    public SourceSpan Span(int start, int length) => new(this, Math.Clamp(start, 0, Text.Length), Math.Max(0, length));
}
