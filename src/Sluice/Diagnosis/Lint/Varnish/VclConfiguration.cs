using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Varnish;

/// <summary>A statement that a token stream reaches.</summary>
/// <param name="Node">The statement.</param>
/// <param name="Sub">The built-in subroutine from which it was reached.</param>
/// <param name="IsCertain">Every stream reaches it; otherwise some may.</param>
/// <param name="IsExplicit">A condition around it speaks of streams.</param>
internal readonly record struct VclStep(ConfigNode Node, string Sub, bool IsCertain, bool IsExplicit);

/// <summary>A VCL program with its includes, followed as a token stream would go through it.</summary>
internal sealed class VclConfiguration(ConfigNode root)
{
    const int MaxSteps = 20_000;
    const int MaxCalls = 20;

    readonly Dictionary<(string Sub, string Method), IReadOnlyList<VclStep>> _walks = [];

    public ConfigNode Root { get; } = root;

    public IEnumerable<ConfigNode> Backends => Root.All("backend").Where(node => node.IsBlock);

    /// <summary>Whether anything in the program speaks of streams: its backends and the paths that it asks for.</summary>
    public StreamHint Hint { get; } = StreamHints.Of(null, root.All("backend").SelectMany(backend => new[] { backend.Argument(0), backend.Last(".host")?.Argument(0) })
        .Concat(root.Descendants().Where(node => node.Is("if") || node.Is("elseif")).SelectMany(node => node.Arguments).Select(word => word.Value)));

    public StreamHint HintOf(VclStep step) => step.IsExplicit || (step.IsCertain && Hint == StreamHint.Yes) ? StreamHint.Yes : StreamHint.Maybe;

    /// <summary>The statements of a built-in subroutine that a stream of this method reaches, in order; calls are followed.</summary>
    public IReadOnlyList<VclStep> Steps(string sub, string method = "POST")
    {
        if (_walks.TryGetValue((sub, method), out var known))
            return known;
        var steps = new List<VclStep>();
        Walk(sub, method, [.. Subs(sub).SelectMany(body => body.Children)], (true, false), steps, 0);
        return _walks[(sub, method)] = steps;
    }

    /// <summary>The last assignment for streams whose value is bad, where no later certain one makes it good again.</summary>
    public static VclStep? Assigned(IEnumerable<VclStep> steps, string variable, Func<string, bool> isBad)
    {
        VclStep? found = null;
        foreach (var step in steps.Where(step => step.Node.Is("set") && step.Node.Argument(0).Equals(variable, StringComparison.OrdinalIgnoreCase)))
        {
            if (isBad(Value(step.Node)))
                found = step;
            else if (step.IsCertain)
                found = null;
        }
        return found;
    }

    /// <summary>What stands behind the sign of an assignment.</summary>
    public static string Value(ConfigNode set) => string.Concat(set.Arguments.Skip(2).Select(word => word.Value));

    /// <summary>The word in <c>return (word)</c>; empty for a bare return.</summary>
    public static string Returned(ConfigNode step) => step.Is("return") && step.Argument(0) == "(" ? step.Argument(1) : "";

    IEnumerable<ConfigNode> Subs(string name) => Root.All("sub").Where(sub => sub.Argument(0) == name);

    /// <summary>True where no stream goes on behind these statements.</summary>
    bool Walk(string sub, string method, IReadOnlyList<ConfigNode> nodes, (bool IsCertain, bool IsExplicit) state, List<VclStep> steps, int calls)
    {
        // What an if and its branches have left open: true, or null where that depends.
        bool? open = true;
        foreach (var node in nodes)
        {
            if (steps.Count >= MaxSteps)
                return true;
            if (node.Is("if") || !(node.Is("elseif") || node.Is("else")))
                open = true;
            if (node.Name is "if" or "elseif" or "else")
            {
                var holds = node.Is("else") ? true : VclCondition.Judge(node.Arguments, method);
                var branch = VclCondition.And(open, holds);
                open = VclCondition.And(open, VclCondition.Not(holds));
                var inner = (state.IsCertain && branch == true, state.IsExplicit || (branch == true && !node.Is("else")));
                if (branch != false && Walk(sub, method, node.Children, inner, steps, calls) && branch == true)
                    return true;
            }
            else if (node.Is("call") && calls < MaxCalls)
            {
                if (Walk(sub, method, [.. Subs(node.Argument(0)).SelectMany(body => body.Children)], state, steps, calls + 1))
                    return true;
            }
            else
            {
                steps.Add(new(node, sub, state.IsCertain, state.IsExplicit));
                if (node.Is("return"))
                    return true;
            }
        }
        return false;
    }
}
