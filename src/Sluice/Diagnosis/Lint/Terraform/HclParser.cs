using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Terraform;

/// <summary>
/// Reads one HCL file into a tree: blocks with their labels, and arguments whose one word is the expression as it was written
/// (<see cref="HclScanner"/> finds its end; <see cref="TerraformValues"/> says what it comes to).
/// </summary>
internal sealed class HclParser(SourceText source)
{
    const int MaxDepth = 64;

    readonly HclScanner _scan = new(source);

    /// <exception cref="SyntaxException">A brace, bracket or quote is missing or too many, or a line is neither argument nor block.</exception>
    public static ConfigNode Parse(SourceText source)
    {
        var root = new ConfigNode(new("", source.Span(0, 0))) { IsBlock = true };
        new HclParser(source).Body(root, open: null, depth: 0);
        return root;
    }

    void Body(ConfigNode parent, SourceSpan? open, int depth)
    {
        if (depth > MaxDepth)
            throw new SyntaxException(open!.Value, $"blocks are nested more than {MaxDepth} deep");
        while (true)
        {
            _scan.SkipBlankLines();
            if (_scan.AtEnd)
            {
                if (open is { } brace)
                    throw new SyntaxException(brace, $"the block \"{parent}\" is never closed: expected \"}}\" before the end of the file");
                return;
            }
            if (_scan.Current == '}')
            {
                var close = _scan.Take(1);
                if (open is null)
                    throw new SyntaxException(close, "unexpected \"}\": no block is open here");
                parent.Span = parent.Span.To(close);
                return;
            }
            parent.Add(Item(depth));
        }
    }

    ConfigNode Item(int depth)
    {
        if (_scan.Identifier() is not { } name)
            throw new SyntaxException(_scan.Here, $"unexpected \"{_scan.Current}\": expected the name of an argument or of a block");
        var node = new ConfigNode(new(name.Text, name));
        while (true)
        {
            _scan.SkipBlanks();
            if (_scan.AtEnd || _scan.Current is '\n' or '\r')
                throw new SyntaxException(node.Head, $"\"{Shorten(node.ToString())}\" is neither an argument nor a block: expected \"=\" or \"{{\" behind it");
            switch (_scan.Current)
            {
                case '=' when node.Arguments.Count == 0:
                    _scan.Take(1);
                    var value = _scan.Expression(node.Name);
                    node.Arguments.Add(new(value.Text, value));
                    node.Span = node.Head;
                    return node;
                case '{':
                    var open = _scan.Take(1);
                    node.IsBlock = true;
                    node.Span = name.To(open);
                    Body(node, open, depth + 1);
                    return node;
                case '"':
                    var quoted = _scan.Quoted();
                    node.Arguments.Add(new(quoted.Text[1..^1], quoted));
                    break;
                default:
                    if (_scan.Identifier() is not { } label)
                        throw new SyntaxException(_scan.Here, $"unexpected \"{_scan.Current}\" after \"{Shorten(node.ToString())}\": expected \"=\", a label or \"{{\"");
                    node.Arguments.Add(new(label.Text, label));
                    break;
            }
        }
    }

    static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
