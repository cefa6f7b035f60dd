using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Listeners;
using Sluice.Telemetry;
using Sluice.Upstream;

namespace Sluice.Cli;

/// <summary>A gateway with its listeners: what <c>sluice serve</c> and <c>sluice demo</c> start, and what the tests start in their own process.</summary>
sealed class GatewayHost : IAsyncDisposable
{
    readonly WebApplication _api;
    readonly WebApplication? _admin;
    readonly LogWriter _log;

    GatewayHost(WebApplication api, WebApplication? admin, LogWriter log)
    {
        (_api, _admin, _log) = (api, admin, log);
        State = api.Services.GetRequiredService<GatewayState>();
    }

    /// <summary>What the exchanges share.</summary>
    public GatewayState State { get; }

    /// <summary>The metrics.</summary>
    public GatewayMetrics Metrics => _api.Services.GetRequiredService<GatewayMetrics>();

    /// <summary>Addresses of the API, then of the forward proxy where there is one, with the ports that were bound.</summary>
    public IReadOnlyList<Uri> Addresses => Bound(_api);

    /// <summary>Address of administration, or null.</summary>
    public Uri? AdminAddress => _admin is null ? null : Bound(_admin)[0];

    /// <summary>Makes loggers that write where the exchange lines go.</summary>
    public ILoggerFactory Loggers => _api.Services.GetRequiredService<ILoggerFactory>();

    /// <summary>Starts a gateway.</summary>
    /// <param name="options">A validated configuration.</param>
    /// <param name="output">Where log lines go; the host closes nothing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="connections">Upstream connections; null for the ordinary ones.</param>
    /// <exception cref="IOException">An address cannot be bound.</exception>
    /// <exception cref="CertificateAuthorityException">The forward proxy's authority cannot be loaded or made.</exception>
    public static async Task<GatewayHost> StartAsync(
        GatewayOptions options, Stream output, TimeProvider? time = null, UpstreamConnections? connections = null)
    {
        time ??= TimeProvider.System;
        var log = new LogWriter(output, options.Log, time);
        var authority = options.ForwardProxy is { } proxy
            ? await CertificateAuthority.LoadOrCreateAsync(proxy.CaCertificateFile, proxy.CaKeyFile, time)
            : null;
        var api = Build(log, services =>
        {
            services.AddSingleton(time);
            services.AddSingleton<IExchangeSink>(log);
            if (connections is not null)
                services.AddSingleton(connections);
            services.AddSluice(options);
        }, kestrel => Listen(kestrel, options, authority, time));
        api.RunSluice();
        WebApplication? admin = null;
        if (options.AdminListen is { } address)
        {
            admin = Build(log, services =>
            {
                services.AddSingleton(api.Services.GetRequiredService<GatewayState>());
                services.AddSingleton(api.Services.GetRequiredService<GatewayMetrics>());
            }, kestrel => kestrel.Listen(address.Address));
            admin.UseSluiceHealth().UseSluiceMetrics();
        }

        try
        {
            await api.StartAsync();
            if (admin is not null)
                await admin.StartAsync();
            return new GatewayHost(api, admin, log);
        }
        catch
        {
            await api.DisposeAsync();
            if (admin is not null)
                await admin.DisposeAsync();
            await log.DisposeAsync();
            throw;
        }
    }

    static WebApplication Build(LogWriter log, Action<IServiceCollection> services, Action<KestrelServerOptions> listen)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            // An answer that must stay incomplete is an exception to the server, and one log line of ours; see IncompleteMessageException.
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical)
            // It has nothing to say here that the exchange's line does not, and where it may speak it makes an Activity for each request.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.RequestHeaderEncodingSelector = static name => name == "Content-Length" ? ContentLengthEncoding.Instance : null!;
            // Ours are limits.request_body and timeouts.client_write, which answer in the client's dialect and know a stream from a download.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestHeadersTotalSize = 64 << 10;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 256;
            listen(kestrel);
        });
        services(builder.Services);
        return builder.Build();
    }

    static void Listen(KestrelServerOptions kestrel, GatewayOptions options, CertificateAuthority? authority, TimeProvider time)
    {
        foreach (var listen in options.Listen)
        {
            kestrel.Listen(listen.Address, endpoint =>
            {
                endpoint.Protocols = listen.Tls is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                if (listen.Tls is { } tls)
                    endpoint.UseHttps(Certificate(tls));
            });
        }

        if (options.ForwardProxy is not { } proxy || authority is null)
            return;
        kestrel.Listen(proxy.Listen.Address, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1AndHttp2;
            if (proxy.Listen.Tls is { } tls)
            {
                var certificate = Certificate(tls);
                // The way to the proxy speaks HTTP/1.1; what is inside a tunnel may be HTTP/2.
                endpoint.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.OnAuthenticate = static (_, ssl) => ssl.ApplicationProtocols = [SslApplicationProtocol.Http11];
                });
            }

            var state = kestrel.ApplicationServices.GetRequiredService<GatewayState>();
            endpoint.UseForwardProxy(new ForwardProxySetup
            {
                Certificates = new LeafCertificates(authority, time),
                Policy = new InferenceHostPolicy(proxy.InferenceHosts, _ => state.Snapshot.Routes.Serves && state.Drain.Accepting),
                Time = time,
            });
        });
    }

    static X509Certificate2 Certificate(TlsOptions tls)
    {
        using var pem = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);
        // A key that lives only in memory cannot be used for TLS everywhere; the round trip through PKCS#12 makes it one that can.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    static IReadOnlyList<Uri> Bound(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];

    /// <summary>Stops being ready, lets streams finish until the deadline, then ends each in its dialect; returns when all have ended.</summary>
    /// <param name="propagate">Whether to keep accepting for the propagation time first: balancers have to notice.</param>
    /// <param name="hurry">Ends the waiting early.</param>
    public async Task DrainAsync(bool propagate, CancellationToken hurry)
    {
        var (drain, limits) = (State.Drain, State.Snapshot.Options.Drain);
        drain.StopBeingReady();
        await PauseAsync(propagate ? limits.Propagation : TimeSpan.Zero, hurry);
        var empty = drain.StopAccepting();
        if (!hurry.IsCancellationRequested)
            await Task.WhenAny(empty, PauseAsync(limits.Deadline, hurry));
        if (!empty.IsCompleted)
        {
            drain.EndAll();
            await Task.WhenAny(empty, PauseAsync(TimeSpan.FromSeconds(10), CancellationToken.None));
        }

        using var closing = new CancellationTokenSource(TimeSpan.FromSeconds(5), State.Time);
        await _api.StopAsync(closing.Token);
        if (_admin is not null)
            await _admin.StopAsync(closing.Token);
    }

    async Task PauseAsync(TimeSpan pause, CancellationToken hurry)
    {
        try
        {
            await Task.Delay(pause, State.Time, hurry);
        }
        catch (OperationCanceledException)
        {
            // Told to hurry: the next step of the drain follows at once.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _ = State.Drain.StopAccepting();
        State.Drain.EndAll();
        using (var closing = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
        {
            await _api.StopAsync(closing.Token);
            if (_admin is not null)
                await _admin.StopAsync(closing.Token);
        }

        if (_admin is not null)
            await _admin.DisposeAsync();
        await _api.DisposeAsync();
        await _log.DisposeAsync();
    }
}
