using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Terraform.Rules;

internal sealed class CachesStream() : TerraformRule(new RuleInfo
{
    Id = "GW1813",
    Product = Product.Terraform,
    Title = "CloudFront caches answers of a streaming path",
    Severity = Severity.Warning,
    Flags = "A cache behaviour whose path only chat APIs and event streams have, with a caching policy of AWS that stores (CachingOptimized and its like), or without a policy and with a default_ttl other than 0 (a day unless set). POST is never cached; this is about event streams that are read with GET.",
    Why = "While an answer may be cached, further requests for it wait for the first one, and are then given what another client was told.",
    Fix = "cache_policy_id = \"4135ea2d-6df8-44a3-9df3-4b5a84be39ad\" # CachingDisabled",
    Changes = "Each request goes to the origin.",
    Evidence = [CloudSources.CloudFrontCollapsing, CloudSources.CloudFrontPolicies],
    Mechanical = true,
}, "aws_cloudfront_distribution")
{
    const string CachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

    static readonly string[] CachingPolicies =
        ["658327ea-f89d-4fab-a63d-7e88639e58f6", "b2884449-e4de-46a7-ac36-70bc7f1ddd6d", "08627262-05a9-4f76-9ded-b50ca2e3a84f"];

    public override IEnumerable<Finding> Check(TerraformResource resource, LintContext context)
    {
        foreach (var behaviour in resource.Blocks("ordered_cache_behavior"))
        {
            var path = resource.Text("path_pattern", "", behaviour) ?? "";
            if (StreamHints.Of(path) != StreamHint.Yes || Caching(resource, behaviour) is not { } cause)
                continue;
            var policy = resource.Argument("cache_policy_id", behaviour);
            yield return At((policy ?? resource.Argument("default_ttl", behaviour) ?? behaviour).Head, $"{cause}: GET requests for {path} share answers, and wait for each other.", StreamHint.Yes, $"{resource.Address} > {path}") with
            {
                Edits = policy is not null ? [Text.TextEdit.Replace(policy.Arguments[0].Span, $"\"{CachingDisabled}\"")] : [],
            };
        }
    }

    static string? Caching(TerraformResource resource, ConfigNode behaviour)
    {
        if (resource.Argument("cache_policy_id", behaviour) is { } policy)
        {
            var value = resource.Text("cache_policy_id", "", behaviour) ?? ManagedName(resource, policy);
            return value is not null && (CachingPolicies.Contains(value) || (value.StartsWith("Managed-CachingOptimized", StringComparison.Ordinal))) ? $"The cache policy is {value}" : null;
        }
        if (!resource.Blocks("forwarded_values", behaviour).Any())
            return null;
        return resource.Time("default_ttl", TimeSpan.FromDays(1), TimeSpan.FromSeconds(1), behaviour) is { } ttl && ttl > TimeSpan.Zero
            ? $"default_ttl is {Durations.Show(ttl)}{(resource.Argument("default_ttl", behaviour) is null ? " by default" : "")}"
            : null;
    }

    /// <summary>A policy that is looked up by its name.</summary>
    static string? ManagedName(TerraformResource resource, ConfigNode policy)
    {
        var data = resource.Module.Resources.FirstOrDefault(other => other.Node.Is("data") && policy.Argument(0).StartsWith(other.Address + ".", StringComparison.Ordinal));
        return data?.Text("name", "");
    }
}
