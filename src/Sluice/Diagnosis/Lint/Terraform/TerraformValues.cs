using System.Globalization;
using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Terraform;

/// <summary>What expressions of a module come to: literals, variables with a default or a tfvars value, constant locals, and products of numbers.</summary>
internal sealed partial class TerraformValues
{
    const int MaxDepth = 8;

    readonly Dictionary<string, string> _expressions = new(StringComparer.Ordinal);
    readonly Dictionary<string, string?> _known = new(StringComparer.Ordinal);

    public TerraformValues(IEnumerable<ConfigNode> module, IEnumerable<ConfigNode> variableFiles)
    {
        foreach (var block in module)
        {
            if (block.Is("variable") && block.Last("default") is { } value)
                _expressions["var." + block.Argument(0)] = value.Argument(0);
            foreach (var local in block.Is("locals") ? block.Children.Where(child => !child.IsBlock) : [])
                _expressions["local." + local.Name] = local.Argument(0);
        }
        foreach (var setting in variableFiles.Where(node => !node.IsBlock))
            _expressions["var." + setting.Name] = setting.Argument(0);
    }

    /// <summary>The value as text; null where it depends on what only a run of Terraform knows.</summary>
    public string? Resolve(string expression, int depth = 0)
    {
        var text = expression.Trim();
        while (text.Length > 1 && text[0] == '(' && text[^1] == ')' && text.IndexOf(')', StringComparison.Ordinal) == text.Length - 1)
            text = text[1..^1].Trim();
        if (depth > MaxDepth)
            return null;
        if (text.Length > 1 && text[0] == '"' && text[^1] == '"')
            return Template(text[1..^1], depth);
        if (Literal().IsMatch(text))
            return text;
        if (Reference().IsMatch(text))
            return Referenced(text, depth);
        return text.Contains('*', StringComparison.Ordinal) ? Product(text.Split('*'), depth) : null;
    }

    /// <summary>Each name is worked out once; one that needs itself has no value.</summary>
    string? Referenced(string name, int depth)
    {
        if (_known.TryGetValue(name, out var known) || !_expressions.TryGetValue(name, out var expression))
            return known;
        _known[name] = null;
        return _known[name] = Resolve(expression, depth + 1);
    }

    string? Template(string text, int depth)
    {
        if (text.Contains('"', StringComparison.Ordinal))
            return null;
        var known = true;
        var value = Interpolation().Replace(text, match =>
        {
            var part = Resolve(match.Groups["expression"].Value, depth + 1);
            known &= part is not null;
            return part ?? "";
        });
        return known ? value : null;
    }

    string? Product(string[] factors, int depth)
    {
        var product = 1.0;
        foreach (var factor in factors)
        {
            if (!double.TryParse(Resolve(factor, depth + 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return null;
            product *= number;
        }
        return product.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(-?\d+(\.\d+)?|true|false|null)$", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    [GeneratedRegex(@"^(var|local)\.[\w-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\$\{(?<expression>[^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Interpolation();
}
