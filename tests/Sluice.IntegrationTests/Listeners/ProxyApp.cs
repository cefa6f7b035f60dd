using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Sluice.Listeners;

namespace Sluice.IntegrationTests.Listeners;

/// <summary>A small application behind a forward proxy, the same application reached directly, and what a test wants to know of both.</summary>
internal sealed class ProxyApp : IAsyncDisposable
{
    public const string Host = "inference.local";

    readonly WebApplication _app;
    readonly LogSink _log;
    int _open;
    int _accepted;

    ProxyApp(WebApplication app, LogSink log, CertificateAuthority authority, LeafCertificates leaves) =>
        (_app, _log, Authority, Leaves) = (app, log, authority, leaves);

    public CertificateAuthority Authority { get; }

    public LeafCertificates Leaves { get; }

    public string Folder => Path.GetDirectoryName(Authority.CertificateFile!)!;

    public string CaFile => Authority.CertificateFile!;

    public IPEndPoint Proxy { get; private set; } = null!;

    public IPEndPoint ProxyOverTls { get; private set; } = null!;

    public IPEndPoint Direct { get; private set; } = null!;

    public IPEndPoint DirectTls { get; private set; } = null!;

    /// <summary>Connections to the proxy that have not ended.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections to the proxy that have begun.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public IReadOnlyCollection<LogLine> Log => _log.Lines;

    /// <summary>One entry per request to /hold whose handler saw the client go.</summary>
    public ConcurrentQueue<string> Aborted { get; } = new();

    /// <summary>Counts requests to /hold that have begun.</summary>
    public SemaphoreSlim Holding { get; } = new(0);

    /// <summary>Lets /steps write one event per release.</summary>
    public SemaphoreSlim NextStep { get; } = new(0);

    public static async Task<ProxyApp> StartAsync(
        Func<ForwardProxySetup, ForwardProxySetup>? configure = null, Func<string, bool>? hasRoutes = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var folder = Directory.CreateTempSubdirectory("sluice-proxy-").FullName;
        var authority = await CertificateAuthority.LoadOrCreateAsync(Path.Combine(folder, "ca.pem"), Path.Combine(folder, "ca.key"), time);
        var leaves = new LeafCertificates(authority, time);
        var setup = new ForwardProxySetup { Certificates = leaves, Policy = new InferenceHostPolicy([Host], hasRoutes ?? (_ => true)) };
        setup = configure?.Invoke(setup) ?? setup;

        var log = new LogSink();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        ProxyApp self = null!;
        var serverLeaf = (await leaves.GetAsync("localhost")).TargetCertificate;
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, l => Count(l, () => self).UseForwardProxy(setup));
            kestrel.Listen(IPAddress.Loopback, 0, l => l.UseHttps(serverLeaf).UseForwardProxy(setup));
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, l => l.UseHttps(serverLeaf));
        });
        var app = builder.Build();
        self = new ProxyApp(app, log, authority, leaves);
        self.Map(app);
        await app.StartAsync();
        var addresses = app.Urls.Select(u => IPEndPoint.Parse(new Uri(u).Authority)).ToArray();
        (self.Proxy, self.ProxyOverTls, self.Direct, self.DirectTls) = (addresses[0], addresses[1], addresses[2], addresses[3]);
        return self;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    static ListenOptions Count(ListenOptions listen, Func<ProxyApp> app)
    {
        listen.Use(next => async connection =>
        {
            Interlocked.Increment(ref app()._open);
            Interlocked.Increment(ref app()._accepted);
            try
            {
                await next(connection);
            }
            finally
            {
                Interlocked.Decrement(ref app()._open);
            }
        });
        return listen;
    }

    void Map(WebApplication app)
    {
        app.MapGet("/who", (HttpContext context) =>
        {
            var feature = context.Features.Get<IForwardProxyFeature>();
            return $"{context.Request.Scheme} {context.Request.Protocol} host={context.Request.Host} connect={feature?.Host}:{feature?.Port} "
                + $"sni={feature?.ServerName} intercepted={feature?.IsIntercepted} connection={context.Connection.Id}\n";
        });
        app.MapPost("/echo", EchoAsync);
        app.MapGet("/events", SendEventsAsync);
        app.MapGet("/steps", SendStepsAsync);
        app.MapGet("/hold", HoldAsync);
    }

    // All in, then all out: HttpClient does not read an HTTP/1.1 answer while it still sends.
    static async Task EchoAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await context.Response.Body.WriteAsync(body.ToArray());
    }

    static async Task SendEventsAsync(HttpContext context)
    {
        var (count, gap) = (int.Parse(context.Request.Query["n"]!), int.Parse(context.Request.Query["ms"]!));
        context.Response.ContentType = "text/event-stream";
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                await Task.Delay(gap, context.RequestAborted);
            await context.Response.WriteAsync($"data: {i} {TimeProvider.System.GetTimestamp()}\n\n");
            await context.Response.Body.FlushAsync();
        }
    }

    async Task SendStepsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync();
        for (var i = 0; i < int.Parse(context.Request.Query["n"]!); i++)
        {
            await NextStep.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync($"data: {i}\n\n");
            await context.Response.Body.FlushAsync();
        }
    }

    /// <summary>Sends one event unless asked to be silent, then waits until the client is gone.</summary>
    async Task HoldAsync(HttpContext context)
    {
        if (!context.Request.Query.ContainsKey("silent"))
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await context.Response.Body.FlushAsync();
        }

        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        Holding.Release();
        await gone.Task;
        Aborted.Enqueue(context.Request.Protocol);
    }
}
