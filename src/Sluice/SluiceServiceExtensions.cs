using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sluice.Configuration;
using Sluice.Telemetry;
using Sluice.Upstream;

namespace Sluice;

/// <summary>Puts the gateway's parts into an application.</summary>
public static class SluiceServiceExtensions
{
    /// <summary>Adds the gateway. Every part is added with <c>TryAdd</c>, so what the application registered before stays.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="options">A validated configuration; listeners in it are the host's affair.</param>
    public static IServiceCollection AddSluice(this IServiceCollection services, GatewayOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new GatewayState(options, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<UpstreamConnections>();
        services.TryAddSingleton<UpstreamClient>();
        services.TryAddSingleton(provider => new GatewayMetrics(
            provider.GetRequiredService<GatewayState>().Slots, provider.GetRequiredService<GatewayState>().Drain));
        services.TryAddSingleton<AttemptLoop>();
        services.TryAddSingleton<IExchangeSink, LoggerSink>();
        services.TryAddSingleton<GatewayPipeline>();
        return services;
    }
}
