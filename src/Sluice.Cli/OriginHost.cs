using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Diagnosis.Origins;

namespace Sluice.Cli;

/// <summary>A reference origin with listeners of its own: what <c>sluice origin</c> starts, and what the lab puts behind its hops.</summary>
sealed class OriginHost : IAsyncDisposable
{
    readonly WebApplication _app;

    OriginHost(WebApplication app, ReferenceOrigin origin) => (_app, Origin) = (app, origin);

    /// <summary>What answers.</summary>
    public ReferenceOrigin Origin { get; }

    /// <summary>Addresses with the ports that were bound.</summary>
    public IReadOnlyList<Uri> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];

    /// <summary>Starts an origin.</summary>
    /// <param name="listen">Addresses, and whether each is encrypted.</param>
    /// <param name="limits">What a request may ask for.</param>
    /// <param name="certificate">For the encrypted addresses; null makes one.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">An address cannot be bound.</exception>
    public static async Task<OriginHost> StartAsync(
        IReadOnlyList<(IPEndPoint Address, bool Tls)> listen, OriginLimits limits, X509Certificate2? certificate = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        // A stamp is taken right before its bytes are handed over: nothing in between may wait for a thread.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // A hop may name the scheme of its own client side.
            kestrel.AllowAlternateSchemes = true;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            foreach (var (address, tls) in listen)
            {
                kestrel.Listen(address, endpoint =>
                {
                    endpoint.Protocols = HttpProtocols.Http1AndHttp2;
                    if (tls)
                        endpoint.UseHttps(certificate ??= SelfSigned(time));
                    endpoint.UseOriginFraming();
                });
            }
        });
        var origin = new ReferenceOrigin(limits, time);
        var app = builder.Build();
        app.Run(origin.RunAsync);
        try
        {
            await app.StartAsync();
            return new OriginHost(app, origin);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    static X509Certificate2 SelfSigned(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sluice origin", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        // A key that lives only in memory cannot be used for TLS everywhere; the round trip through PKCS#12 makes it one that can.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Stops at once: nobody loses anything in a stream of padding.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
