using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint;

namespace Sluice.Tests.Diagnosis.Lint;

/// <summary>What every rule owes its readers.</summary>
public sealed partial class RuleInfoTests
{
    public static TheoryData<string> Rules => new(RuleCatalog.All.Select(rule => rule.Info.Id));

    [Fact]
    public void Ids_are_unique_in_order_and_in_the_block_of_their_product()
    {
        var ids = RuleCatalog.All.Select(rule => rule.Info.Id).ToList();
        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        var blocks = RuleCatalog.All.GroupBy(rule => rule.Info.Id[2..4]).ToDictionary(block => block.Key, block => block.Select(rule => rule.Info.Product).Distinct());
        Assert.All(blocks, block => Assert.Single(block.Value));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_says_what_it_flags_why_and_what_to_do(string id)
    {
        var rule = RuleCatalog.Find(id)!.Info;
        Assert.Matches(Id(), rule.Id);
        Assert.DoesNotContain('.', rule.Title[^1..]);
        Assert.All([rule.Flags, rule.Why, rule.Changes], text => Assert.EndsWith(".", text, StringComparison.Ordinal));
        Assert.NotEmpty(rule.Fix);
        Assert.True(rule.Evidence.Count > 0 || rule.Product == Product.Path, "a rule rests on something");
        Assert.All(rule.Evidence.SelectMany(evidence => evidence.Links), link => Assert.True(Uri.IsWellFormedUriString(link, UriKind.Absolute), link));
        Assert.Equal(rule.Evidence.Count, rule.Evidence.DistinctBy(evidence => evidence.Id).Count());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_that_claims_mechanical_fixes_has_one_in_its_sample_and_no_other_does(string id)
    {
        var edits = Samples.Rules.Where(sample => Path.GetFileName(sample).StartsWith(id, StringComparison.Ordinal))
            .SelectMany(sample => new Linter(Samples.Options(sample), new DiskFiles()).Run(Samples.Of(sample, "bad")).Findings)
            .Where(finding => finding.Rule.Id == id).Any(finding => finding.Edits.Count > 0);
        Assert.Equal(RuleCatalog.Find(id)!.Info.Mechanical, edits);
    }

    [GeneratedRegex(@"^GW\d{4}$")]
    private static partial Regex Id();
}
