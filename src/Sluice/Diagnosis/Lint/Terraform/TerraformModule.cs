using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Terraform;

/// <summary>The files of one directory: Terraform reads them as one. Modules that it calls are not followed.</summary>
internal sealed partial class TerraformModule
{
    const int MaxRelatives = 40;

    readonly Dictionary<string, TerraformResource> _byAddress;
    readonly ILookup<string, TerraformResource> _referrers;

    public TerraformModule(IReadOnlyList<ConfigNode> configuration, IReadOnlyList<ConfigNode> variableFiles)
    {
        Values = new TerraformValues(configuration, variableFiles);
        Resources = [.. configuration.Where(node => node.IsBlock && node.Name is "resource" or "data" && node.Arguments.Count >= 2).Select(node => new TerraformResource(node, this))];
        _byAddress = Resources.GroupBy(resource => resource.Address, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        _referrers = Resources.SelectMany(resource => References(resource).Select(address => (address, resource))).ToLookup(pair => pair.address, pair => pair.resource, StringComparer.Ordinal);
    }

    public TerraformValues Values { get; }

    public IReadOnlyList<TerraformResource> Resources { get; }

    /// <summary>The first resource of a type that an expression names.</summary>
    public TerraformResource? Target(string expression, string type) =>
        AddressesIn(expression).Select(address => _byAddress.GetValueOrDefault(address)).FirstOrDefault(resource => resource?.Type == type);

    /// <summary>Resources of the type that name this one.</summary>
    public IEnumerable<TerraformResource> Referrers(TerraformResource resource, string type) =>
        _referrers[resource.Address].Where(referrer => referrer.Type == type);

    /// <summary>
    /// What belongs to a resource: what names it, what that names in turn (listeners, rules, target groups). Resources that everything
    /// names, such as a network, lead nowhere: only those of the same service are followed.
    /// </summary>
    public IReadOnlyList<TerraformResource> Relatives(TerraformResource start)
    {
        var found = new List<TerraformResource> { start };
        for (var i = 0; i < found.Count && found.Count < MaxRelatives; i++)
        {
            var next = _referrers[found[i].Address].Concat(References(found[i]).Select(address => _byAddress.GetValueOrDefault(address)).OfType<TerraformResource>());
            found.AddRange(next.Where(resource => resource.Service == start.Service && !resource.Node.Is("data")).Distinct().Except(found).Take(MaxRelatives).ToList());
        }
        return found;
    }

    static IEnumerable<string> References(TerraformResource resource) =>
        resource.Node.Descendants().Where(node => !node.IsBlock).SelectMany(node => AddressesIn(node.Argument(0))).Distinct().Where(address => address != resource.Address);

    static IEnumerable<string> AddressesIn(string expression)
    {
        if (!expression.Contains("aws_", StringComparison.Ordinal))
            return [];
        return Address().Matches(expression).Select(match => match.Value);
    }

    [GeneratedRegex(@"(?<![\w.])(data\.)?aws_\w+\.[\w-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
