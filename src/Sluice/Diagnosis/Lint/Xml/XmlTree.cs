using System.Text.RegularExpressions;
using System.Xml;
using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Xml;

/// <summary>Reads XML into elements with places. No DTD, no external entities, no fetches.</summary>
internal static partial class XmlTree
{
    const int MaxDepth = 200;

    /// <summary>The root element of a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="text">Its text where it has to be altered for the reader, character by character; places refer to the file.</param>
    /// <exception cref="SyntaxException">The text is not well-formed.</exception>
    public static XmlElementNode Read(SourceText source, string? text = null)
    {
        text ??= source.Text;
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreProcessingInstructions = true, IgnoreComments = true };
        using var reader = XmlReader.Create(new StringReader(text), settings);
        try
        {
            return Read(reader, (IXmlLineInfo)reader, source, text);
        }
        catch (XmlException e)
        {
            var at = e.LineNumber > 0 ? source.LineStart(e.LineNumber) + e.LinePosition - 1 : 0;
            throw new SyntaxException(source.Span(at, at < source.Text.Length ? 1 : 0), $"not well-formed XML: {PlaceInMessage().Replace(e.Message, "").TrimEnd('.')}");
        }
    }

    static XmlElementNode Read(XmlReader reader, IXmlLineInfo place, SourceText source, string text)
    {
        XmlElementNode? root = null, current = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth > MaxDepth)
                        throw new SyntaxException(source.Span(Offset(place, source), reader.Name.Length), $"more than {MaxDepth} levels of nesting: expected a configuration, which needs a few");
                    var isEmpty = reader.IsEmptyElement;
                    var element = Element(reader, place, source, text);
                    current?.Add(element);
                    root ??= element;
                    if (!isEmpty)
                        current = element;
                    break;
                case XmlNodeType.EndElement:
                    current = current!.Parent;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when current is not null:
                    current.Text += reader.Value;
                    break;
            }
        }
        return root!;
    }

    static XmlElementNode Element(XmlReader reader, IXmlLineInfo place, SourceText source, string text)
    {
        var start = Math.Max(0, Offset(place, source) - 1);
        var element = new XmlElementNode(reader.LocalName, source.Span(start, TagEnd(text, start) - start));
        while (reader.MoveToNextAttribute())
        {
            var name = Offset(place, source);
            var open = text.AsSpan(name).IndexOfAny('"', '\'') + name;
            var close = text.IndexOf(text[open], open + 1);
            element.Attributes.Add(new(reader.Name, reader.Value, source.Span(name, reader.Name.Length), source.Span(open + 1, close - open - 1)));
        }
        reader.MoveToElement();
        return element;
    }

    static int Offset(IXmlLineInfo place, SourceText source) => source.LineStart(place.LineNumber) + place.LinePosition - 1;

    static int TagEnd(string text, int start)
    {
        var quote = '\0';
        for (var i = start; i < text.Length; i++)
        {
            if (quote != '\0')
                quote = text[i] == quote ? '\0' : quote;
            else if (text[i] is '"' or '\'')
                quote = text[i];
            else if (text[i] == '>')
                return i + 1;
        }
        return text.Length;
    }

    [GeneratedRegex(@"\s*Line \d+, position \d+\.?", RegexOptions.CultureInvariant)]
    private static partial Regex PlaceInMessage();
}
