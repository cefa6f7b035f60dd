using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Varnish;

/// <summary>
/// Reads one VCL file into a tree: declarations with their blocks, statements with their tokens. A backend's <c>.host = "a"</c> is a node
/// <c>.host</c> with one argument; <c>else if</c> in all its spellings is <c>elseif</c>. Includes are left as they are.
/// </summary>
internal sealed class VclParser
{
    const int MaxDepth = 64;

    static readonly HashSet<string> Blocks = new(StringComparer.Ordinal) { "sub", "backend", "acl", "probe", "director", "if", "elseif", "elsif", "elif", "else" };

    readonly VclLexer _lexer;
    ConfigWord _token;

    VclParser(SourceText source)
    {
        _lexer = new(source);
        _token = _lexer.Next();
    }

    /// <exception cref="SyntaxException">A brace, string or semicolon is missing or too many.</exception>
    public static List<ConfigNode> Parse(SourceText source)
    {
        var parser = new VclParser(source);
        var root = new ConfigNode(new("", source.Span(0, 0)));
        parser.Body(root, open: null, depth: 0);
        return root.Children;
    }

    void Body(ConfigNode parent, ConfigWord? open, int depth)
    {
        if (depth > MaxDepth)
            throw new SyntaxException(open!.Value.Span, $"blocks are nested more than {MaxDepth} deep");
        while (true)
        {
            if (IsEnd)
            {
                if (open is { } brace)
                    throw new SyntaxException(brace.Span, $"the block \"{Shorten(parent)}\" is never closed: expected \"}}\" before the end of the file");
                return;
            }
            if (_token.Span.Text == "}")
            {
                if (open is null)
                    throw new SyntaxException(_token.Span, "unexpected \"}\": no block is open here");
                parent.Span = parent.Span.To(Take().Span);
                return;
            }
            if (_token.Span.Text == ";")
                Take();
            else
                parent.Add(Statement(depth));
        }
    }

    ConfigNode Statement(int depth)
    {
        var name = Take();
        if (name.Value == "else" && _token.Span.Text == "if")
            name = new("elseif", name.Span.To(Take().Span));
        else if (name.Value is "elsif" or "elif")
            name = name with { Value = "elseif" };
        var node = new ConfigNode(name);
        while (!IsEnd && _token.Span.Text is not (";" or "{" or "}"))
        {
            var word = Take();
            // .host = "a": the sign between name and value says nothing.
            if (!(node.Arguments.Count == 0 && name.Value.StartsWith('.') && word.Span.Text == "="))
                node.Arguments.Add(word);
        }
        node.Span = node.Head;
        if (_token.Span.Text == ";")
        {
            node.Span = node.Span.To(Take().Span);
        }
        else if (_token.Span.Text == "{" && !IsEnd)
        {
            if (!Blocks.Contains(name.Value) && !name.Value.StartsWith('.'))
                throw new SyntaxException(_token.Span, $"unexpected \"{{\" after \"{Shorten(node)}\": expected \";\"");
            node.IsBlock = true;
            Body(node, Take(), depth + 1);
        }
        else
        {
            throw new SyntaxException(node.Head, $"\"{Shorten(node)}\" is not ended by \";\"");
        }
        return node;
    }

    bool IsEnd => _token.Span.Length == 0;

    ConfigWord Take()
    {
        var token = _token;
        _token = _lexer.Next();
        return token;
    }

    static string Shorten(ConfigNode node) => node.ToString() is { Length: > 60 } text ? text[..57] + "..." : node.ToString();
}
