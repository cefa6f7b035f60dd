using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;
using static Sluice.Diagnosis.Lint.Caddy.CaddyfileLexer;

namespace Sluice.Diagnosis.Lint.Caddy;

/// <summary>Reads one Caddyfile into a tree of lines and blocks. Imports are left as they are: see <see cref="CaddyImports"/>.</summary>
internal static class CaddyfileParser
{
    const int MaxDepth = 64;

    /// <exception cref="SyntaxException">A brace or a quote is missing or too many.</exception>
    public static List<ConfigNode> Parse(SourceText source)
    {
        var root = new ConfigNode(new("", source.Span(0, 0)));
        ParseBlock(new CaddyfileLexer(source), root, open: null, depth: 0);
        return root.Children;
    }

    static void ParseBlock(CaddyfileLexer lexer, ConfigNode parent, ConfigWord? open, int depth)
    {
        if (depth > MaxDepth)
            throw new SyntaxException(open!.Value.Span, $"blocks are nested more than {MaxDepth} deep");
        while (true)
        {
            var token = lexer.Next();
            switch (token.Kind)
            {
                case Kind.LineEnd:
                    continue;
                case Kind.End when open is { } brace:
                    throw new SyntaxException(brace.Span, $"the block \"{Shorten(parent)}\" is never closed: expected \"}}\" before the end of the file");
                case Kind.End:
                    return;
                case Kind.Close when open is null:
                    throw new SyntaxException(token.Word.Span, "unexpected \"}\": no block is open here");
                case Kind.Close:
                    parent.Span = parent.Span.To(token.Word.Span);
                    return;
                case Kind.Open when depth > 0:
                    throw new SyntaxException(token.Word.Span, "unexpected \"{\": expected a directive before it on the same line");
                case Kind.Open:
                    // The block of global options has no name.
                    var options = new ConfigNode(new("", token.Word.Span)) { IsBlock = true };
                    ParseBlock(lexer, options, token.Word, depth + 1);
                    parent.Add(options);
                    break;
                default:
                    if (ParseLine(lexer, parent, token.Word, open, depth))
                        return;
                    break;
            }
        }
    }

    /// <summary>One directive with its words and its block; true where the block around it was closed on the same line.</summary>
    static bool ParseLine(CaddyfileLexer lexer, ConfigNode parent, ConfigWord name, ConfigWord? open, int depth)
    {
        var node = new ConfigNode(name);
        parent.Add(node);
        while (true)
        {
            var token = lexer.Next();
            switch (token.Kind)
            {
                case Kind.Word:
                    node.Arguments.Add(token.Word);
                    break;
                // Site addresses may go on behind a comma.
                case Kind.LineEnd when depth == 0 && node.Head.Text.EndsWith(','):
                    break;
                case Kind.Open:
                    node.IsBlock = true;
                    node.Span = node.Head.To(token.Word.Span);
                    ParseBlock(lexer, node, token.Word, depth + 1);
                    return false;
                case Kind.Close when open is null:
                    throw new SyntaxException(token.Word.Span, "unexpected \"}\": no block is open here");
                case Kind.Close:
                    node.Span = node.Head;
                    parent.Span = parent.Span.To(token.Word.Span);
                    return true;
                case Kind.End when open is not null:
                    throw new SyntaxException(open.Value.Span, $"the block \"{Shorten(parent)}\" is never closed: expected \"}}\" before the end of the file");
                case Kind.LineEnd or Kind.End:
                    node.Span = node.Head;
                    return false;
            }
        }
    }

    static string Shorten(ConfigNode node) => node.ToString() is { Length: > 60 } text ? text[..57] + "..." : node.ToString();
}
