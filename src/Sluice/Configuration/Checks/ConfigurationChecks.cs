namespace Sluice.Configuration.Checks;

/// <summary>
/// What has to hold between keys, on options that are read already. Where a key is wrong in itself, nothing is concluded from it.
/// </summary>
internal static class ConfigurationChecks
{
    public static void Run(GatewayOptions options, Reading reading)
    {
        AddressChecks.Run(options, reading);
        ProviderChecks.Run(options, reading);
        RouteChecks.Run(options, reading);
        ClockChecks.Run(options, reading);
        ForwardProxyChecks.Run(options, reading);
    }
}
