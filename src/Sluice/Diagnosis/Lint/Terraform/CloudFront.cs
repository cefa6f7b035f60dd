using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Terraform;

/// <summary>Origins of a distribution, and the paths that lead to them.</summary>
internal static class CloudFront
{
    public static IEnumerable<ConfigNode> Origins(TerraformResource distribution) => distribution.Blocks("origin");

    /// <summary>Judged by the paths that lead to the origin, then by its own names.</summary>
    public static StreamHint Hint(TerraformResource distribution, ConfigNode origin)
    {
        var id = Id(origin);
        var paths = distribution.Blocks("ordered_cache_behavior").Where(behaviour => distribution.Argument("target_origin_id", behaviour)?.Argument(0) == id)
            .Select(behaviour => distribution.Text("path_pattern", "", behaviour)).ToList();
        return paths.Any(StreamHints.IsStream) ? StreamHint.Yes
            : StreamHints.Of(null, id, distribution.Argument("domain_name", origin)?.Argument(0), distribution.Node.Argument(1));
    }

    public static string Name(TerraformResource distribution, ConfigNode origin) => $"{distribution.Address} > origin {Id(origin).Trim('"')}";

    static string Id(ConfigNode origin) => origin.Last("origin_id")?.Argument(0) ?? "";
}
