using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;
using static Sluice.Diagnosis.Lint.Nginx.NginxLexer;

namespace Sluice.Diagnosis.Lint.Nginx;

/// <summary>Reads one nginx file into a tree of directives. Includes are left as they are: see <see cref="NginxIncludes"/>.</summary>
internal static class NginxParser
{
    const int MaxDepth = 64;

    /// <summary>Directives with exactly one value: a second one means that a semicolon is missing, as nginx itself would say.</summary>
    static readonly HashSet<string> OneValue =
        ["proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "proxy_buffering", "proxy_http_version", "include"];

    /// <exception cref="SyntaxException">A brace, quote or semicolon is missing or too many.</exception>
    public static List<ConfigNode> Parse(SourceText source)
    {
        var root = new ConfigNode(new("", source.Span(0, 0)));
        ParseBlock(new NginxLexer(source), root, open: null, depth: 0);
        return root.Children;
    }

    static void ParseBlock(NginxLexer lexer, ConfigNode parent, SourceSpan? open, int depth)
    {
        if (depth > MaxDepth)
            throw new SyntaxException(open!.Value, $"blocks are nested more than {MaxDepth} deep");
        while (true)
        {
            var token = lexer.Next();
            switch (token.Kind)
            {
                case Kind.End when open is { } brace:
                    throw new SyntaxException(brace, $"the block \"{parent}\" is never closed: expected \"}}\" before the end of the file");
                case Kind.End:
                    return;
                case Kind.Close when open is null:
                    throw new SyntaxException(token.Span, "unexpected \"}\": no block is open here");
                case Kind.Close:
                    parent.Span = parent.Span.To(token.Span);
                    return;
                case Kind.Word:
                    parent.Add(ParseDirective(lexer, token.Word, depth));
                    break;
                default:
                    throw new SyntaxException(token.Span, $"unexpected \"{token.Word.Value}\": expected a directive");
            }
        }
    }

    static ConfigNode ParseDirective(NginxLexer lexer, ConfigWord name, int depth)
    {
        var node = new ConfigNode(name);
        while (true)
        {
            var token = lexer.Next();
            switch (token.Kind)
            {
                case Kind.Word:
                    node.Arguments.Add(token.Word);
                    break;
                case Kind.Semicolon when node.Arguments.Count > 1 && OneValue.Contains(name.Value):
                    throw new SyntaxException(node.Arguments[0].Span, $"\"{name.Value}\" takes one value: is there a \";\" missing after \"{node.Argument(0)}\"?");
                case Kind.Semicolon:
                    node.Span = name.Span.To(token.Span);
                    return node;
                case Kind.Open:
                    node.IsBlock = true;
                    node.Span = name.Span.To(token.Span);
                    if (name.Value.EndsWith("_by_lua_block", StringComparison.Ordinal))
                        node.RawBody = lexer.LuaBody(token.Span);
                    else
                        ParseBlock(lexer, node, token.Span, depth + 1);
                    return node;
                default:
                    throw new SyntaxException(node.Head, $"the directive \"{Shorten(node.ToString())}\" is not ended by \";\"");
            }
        }
    }

    static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
