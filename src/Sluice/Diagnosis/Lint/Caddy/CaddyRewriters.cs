using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Caddy;

/// <summary>Which handlers that rewrite bodies take event streams in; such a handler reads a body to its end first.</summary>
internal static class CaddyRewriters
{
    const string EventStream = "text/event-stream";

    /// <summary>Whether templates run over event streams: only where one of its types, which may be pieces of a type, says so. By default none does.</summary>
    public static bool TemplatesTake(IEnumerable<string> types) => types.Any(type => type.Length > 0 && EventStream.Contains(type, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the replace-response plugin runs over event streams: unless its matcher names other types.</summary>
    public static bool ReplaceTakes(IReadOnlyCollection<string> types) => types.Count == 0 || types.Any(type => Glob.Matches(type.ToLowerInvariant(), EventStream));
}
