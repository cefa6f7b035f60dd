using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Diagnosis.Origins;
using Sluice.Telemetry;

namespace Sluice;

/// <summary>Puts the gateway's paths into an application.</summary>
public static class SluiceEndpointExtensions
{
    /// <summary>Maps <c>/v1/...</c> and <c>/p/{provider}/...</c>.</summary>
    /// <returns>A convention builder: authorization, CORS and rate limits of the host apply as to any endpoint.</returns>
    public static IEndpointConventionBuilder MapSluice(this IEndpointRouteBuilder endpoints)
    {
        var pipeline = endpoints.ServiceProvider.GetRequiredService<GatewayPipeline>();
        var group = endpoints.MapGroup("");
        // The standard request-duration metric would mix streams of minutes into the latency of everything else.
        group.Map("/v1/{**path}", (RequestDelegate)pipeline.RunAsync).DisableHttpMetrics();
        group.Map("/p/{**path}", (RequestDelegate)pipeline.RunAsync).DisableHttpMetrics();
        return group;
    }

    /// <summary>Serves the gateway's paths and nothing else, with 404 and 400 in the API's own envelopes: what <c>sluice serve</c> does.</summary>
    public static void RunSluice(this IApplicationBuilder app)
    {
        var pipeline = app.ApplicationServices.GetRequiredService<GatewayPipeline>();
        app.UseSluiceHealth().UseSluiceOrigin();
        app.Run(pipeline.RunAsync);
    }

    /// <summary>Answers <c>/sluice/origin</c> with the reference stream for <c>sluice probe</c>, where the configuration enables it.</summary>
    public static IApplicationBuilder UseSluiceOrigin(this IApplicationBuilder app)
    {
        var origin = new GuestOrigin(app.ApplicationServices.GetRequiredService<GatewayState>());
        return app.Use((http, next) => origin.Takes(http) ? origin.RunAsync(http) : next(http));
    }

    /// <summary>Answers <c>/healthz</c> (the process runs) and <c>/readyz</c> (it wants work).</summary>
    public static IApplicationBuilder UseSluiceHealth(this IApplicationBuilder app)
    {
        var drain = app.ApplicationServices.GetRequiredService<GatewayState>().Drain;
        return app.Use((http, next) => http.Request.Path.Value switch
        {
            // The server has resolved dot segments by now; what was sent with one is refused like any other path.
            "/healthz" or "/readyz" when Http.CanonicalPath.Split(Target(http), out _, out _) is not null => next(http),
            "/healthz" => Say(http, 200, "ok\n"),
            "/readyz" => drain.Ready ? Say(http, 200, "ready\n") : Say(http, 503, "draining\n"),
            _ => next(http),
        });
    }

    /// <summary>Answers <c>/metrics</c> in Prometheus' text format.</summary>
    public static IApplicationBuilder UseSluiceMetrics(this IApplicationBuilder app)
    {
        var metrics = app.ApplicationServices.GetRequiredService<GatewayMetrics>();
        return app.Use((http, next) =>
            http.Request.Path.Value == "/metrics" ? Say(http, 200, metrics.Expose(), "text/plain; version=0.0.4; charset=utf-8") : next(http));
    }

    static string Target(HttpContext http) =>
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()?.RawTarget is { Length: > 0 } target ? target : "/";

    static Task Say(HttpContext http, int status, string text, string type = "text/plain; charset=utf-8")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.Headers.CacheControl = "no-store";
        return http.Request.Method == "HEAD" ? Task.CompletedTask : http.Response.WriteAsync(text, http.RequestAborted);
    }
}
