using Sluice.Configuration.Sections;
using Sluice.Configuration.Yaml;

namespace Sluice.Configuration.Checks;

/// <summary>Whether each provider can be reached with what is known of it.</summary>
internal static class ProviderChecks
{
    public static void Run(GatewayOptions options, Reading reading)
    {
        foreach (var provider in options.Providers)
        {
            var path = reading.PathOf(provider, KeyPath.Append("providers", provider.Name));
            Address(provider, $"{path}.base_url", options, reading);
            if (provider.Dialects is { } dialects && !reading.HasFailed($"{path}.dialects"))
                Dialects(dialects, $"{path}.dialects", reading);
            if (provider.ApiKey is null && provider.Headers.Count == 0 && ProviderTypes.WantsKey(provider.Type) && provider.Type.Length > 0
                && !reading.HasFailed($"{path}.api_key"))
                reading.Warning($"{path}.api_key", $"there is no api_key for a provider of type {provider.Type}, "
                    + "whose public service refuses requests without one");
        }
    }

    static void Address(ProviderOptions provider, string path, GatewayOptions options, Reading reading)
    {
        if (reading.HasFailed(path))
            return;
        if (provider.BaseUrl is null)
        {
            if (ProviderTypes.NeedsBaseUrl(provider.Type))
                reading.Error(path, $"the key 'base_url' is missing here: a provider of type {provider.Type} has no address of its own");
            return;
        }
        if (options.Listen.FirstOrDefault(l => AddressChecks.Reaches(l, provider.BaseUrl.Host, provider.BaseUrl.Port)) is { } own)
            reading.Error(path, $"this is the gateway's own address ({reading.PathOf(own, "listen")}), so that requests would come back "
                + "to it for ever: name the address of the model server");
    }

    static void Dialects(IReadOnlyList<string> dialects, string path, Reading reading)
    {
        if (dialects.Count == 0)
            reading.Error(path, "the list is empty, so that nothing could be sent: name a dialect, or remove the key for the type's own");
        for (var i = 1; i < dialects.Count; i++)
        {
            if (dialects.Take(i).Contains(dialects[i]))
                reading.Error($"{path}[{i}]", $"{dialects[i]} is in the list twice: remove one of the two");
        }
    }
}
