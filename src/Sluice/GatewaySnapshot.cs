using Sluice.Admission;
using Sluice.Configuration;
using Sluice.Routing;

namespace Sluice;

/// <summary>One configuration, ready to serve. Immutable; a reload swaps the whole, and an exchange keeps the one it started with.</summary>
public sealed class GatewaySnapshot(GatewayOptions options)
{
    /// <summary>The configuration.</summary>
    public GatewayOptions Options { get; } = options;

    /// <summary>Model to candidates.</summary>
    public RouteTable Routes { get; } = new(options);

    /// <summary>The keys that clients may present.</summary>
    public KeyRing Keys { get; } = new(options.ApiKeys);
}
