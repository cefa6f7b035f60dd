using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sluice.Diagnosis.Origins;

/// <summary>Puts a reference origin into an application.</summary>
public static class OriginEndpointExtensions
{
    /// <summary>
    /// Serves the reference stream below a path of the host. The framings <c>close</c> and <c>http10</c> are refused there unless the
    /// address was prepared with <see cref="OriginListenOptionsExtensions.UseOriginFraming"/>.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where, such as <c>/sluice/origin</c>.</param>
    /// <param name="limits">What a request may ask for; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public static IEndpointConventionBuilder MapReferenceOrigin(
        this IEndpointRouteBuilder endpoints, string path, OriginLimits? limits = null, TimeProvider? time = null)
    {
        var origin = new ReferenceOrigin(limits ?? new(), time ?? TimeProvider.System);
        var group = endpoints.MapGroup(path.TrimEnd('/'));
        // Streams of minutes do not belong into the host's request durations.
        group.Map("/", (RequestDelegate)origin.RunAsync).DisableHttpMetrics();
        group.Map("/{**rest}", (RequestDelegate)origin.RunAsync).DisableHttpMetrics();
        return group;
    }
}
