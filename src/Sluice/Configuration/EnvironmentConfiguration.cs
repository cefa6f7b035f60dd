using Sluice.Configuration.Sections;
using Sluice.Configuration.Yaml;
using Sluice.Providers;

namespace Sluice.Configuration;

/// <summary>
/// The configuration of a gateway that was given no file: providers whose variables are set, and routes to them. The variables go through
/// the same tables and checks as a file; findings name the variable as the key and <c>environment</c> as the file.
/// </summary>
/// <remarks>
/// A provider of each type in <see cref="ProviderCatalog"/> is made where <c>TYPE_API_KEY</c> is set, and for servers that run on one's own
/// machine also where <c>TYPE_BASE_URL</c> is. Every model goes to the first of them; where both are there, <c>claude-*</c> goes to
/// anthropic and <c>gpt-*</c> and <c>o*</c> to openai. <c>SLUICE_API_KEY</c> or <c>SLUICE_KEY</c> hold keys for clients,
/// <c>SLUICE_LISTEN</c> and <c>SLUICE_ADMIN_LISTEN</c> addresses; all but the last may be lists with commas.
/// </remarks>
public static class EnvironmentConfiguration
{
    /// <summary>The file name in findings about variables.</summary>
    public const string Source = "environment";

    static readonly string[] KeyVariables = ["SLUICE_API_KEY", "SLUICE_KEY"];

    /// <summary>
    /// Builds options from variables. Where no provider is set they have no providers and no routes, and are otherwise complete: the caller
    /// adds its own provider then.
    /// </summary>
    /// <param name="environment">Looks up a variable; null where it is not set. One that is set to nothing counts as not set.</param>
    /// <param name="listen">An address that replaces <c>SLUICE_LISTEN</c>: that of <c>--listen</c> on the command line.</param>
    public static ConfigurationResult Read(Func<string, string?> environment, string? listen = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var reading = new Reading(Source, Path.GetFullPath("."));
        var tree = new EnvironmentTree(environment, reading);
        var entries = new List<YamlEntry>();
        tree.Add(entries, "listen", "SLUICE_LISTEN", list: true);
        tree.Add(entries, "admin_listen", "SLUICE_ADMIN_LISTEN");
        tree.Add(entries, "api_keys", KeyVariables.FirstOrDefault(name => tree.Get(name) is not null) ?? KeyVariables[0], list: true);
        var providers = Providers(tree, reading);
        if (providers.Count > 0)
        {
            entries.Add(EnvironmentTree.Entry("providers", new YamlMapping("providers", 0, 0, providers)));
            entries.Add(EnvironmentTree.Entry("routes", new YamlSequence("routes", 0, 0, Routes([.. providers.Select(p => p.Key)]))));
        }
        return ConfigurationReader.Bind(new YamlMapping("", 0, 0, entries), listen, reading, null);
    }

    static List<YamlEntry> Providers(EnvironmentTree tree, Reading reading)
    {
        var providers = new List<YamlEntry>();
        foreach (var type in ProviderTypes.Documented)
        {
            var prefix = ProviderTypes.VariablePrefix(type);
            var (key, address) = ($"{prefix}_API_KEY", $"{prefix}_BASE_URL");
            if (tree.Get(key) is null && !(ProviderTypes.IsLocal(type) && tree.Get(address) is not null))
                continue;
            var known = ProviderCatalog.Types.Contains(type);
            if (!known && !ProviderTypes.IsLocal(type))
                reading.Warning(key, "is set, and this build has no provider of that type: it is left out");
            else if (tree.Get(address) is null && (!known || ProviderTypes.NeedsBaseUrl(type)))
                reading.Warning(key, $"is set without {address}, and a provider of type {type} has no address of its own: it is left out");
            else
                providers.Add(Provider(tree, type, known ? type : "openai-compatible", key, address));
        }
        return providers;
    }

    static YamlEntry Provider(EnvironmentTree tree, string name, string type, string key, string address)
    {
        var path = KeyPath.Append("providers", name);
        List<YamlEntry> entries = [EnvironmentTree.Literal($"{path}.type", type)];
        tree.Add(entries, $"{path}.api_key", key);
        tree.Add(entries, $"{path}.base_url", address);
        return new YamlEntry(name, path, 0, 0, new YamlMapping(path, 0, 0, entries));
    }

    static List<YamlNode> Routes(IReadOnlyList<string> providers)
    {
        var routes = new List<YamlNode>();
        if (providers.Contains("anthropic") && providers.Contains("openai"))
        {
            Route("claude-*", "anthropic");
            Route("gpt-*", "openai");
            Route("o*", "openai");
        }
        Route("*", providers[0]);
        return routes;

        void Route(string model, string provider)
        {
            var path = $"routes[{routes.Count}]";
            var first = $"{path}.candidates[0]";
            var candidate = new YamlMapping(first, 0, 0, [EnvironmentTree.Literal($"{first}.provider", provider)]);
            var candidates = new YamlSequence($"{path}.candidates", 0, 0, [candidate]);
            var entries = new[] { EnvironmentTree.Literal($"{path}.model", model), EnvironmentTree.Entry(candidates.Path, candidates) };
            routes.Add(new YamlMapping(path, 0, 0, entries));
        }
    }
}
