using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sluice.Testing;

/// <summary>
/// A scripted model server that speaks HTTP/2 only, in clear text with prior knowledge or over TLS, on Kestrel. It performs the same
/// scripts as <see cref="ScriptedUpstream"/>, as far as HTTP/2 can be wrong: no raw bytes, and a cut is a reset or an early END_STREAM.
/// </summary>
/// <remarks>Header fields are recorded by name, as Kestrel groups them. A short Content-Length makes Kestrel reset the stream.</remarks>
public sealed class ScriptedHttp2Upstream : IScriptedUpstream
{
    readonly CancellationTokenSource _disposed = new();
    readonly ScriptedUpstreamOptions _options;
    readonly Playbook _playbook;
    readonly WebApplication _app;

    ScriptedHttp2Upstream(ScriptedUpstreamOptions options, X509Certificate2? certificate)
    {
        (_options, _playbook) = (options, new(options.KeepRequests));
        var builder = WebApplication.CreateEmptyBuilder(new());
        // The process belongs to the test: its signals are not ours.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(k => Configure(k, certificate));
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>Starts listening; with a certificate over TLS (ALPN <c>h2</c>), else in clear text with prior knowledge.</summary>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<ScriptedHttp2Upstream> StartAsync(
        ScriptedUpstreamOptions? options = null, X509Certificate2? certificate = null)
    {
        var upstream = new ScriptedHttp2Upstream(options ?? new(), certificate);
        await upstream._app.StartAsync();
        var addresses = upstream._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        upstream.BaseAddress = new(addresses.Single());
        return upstream;
    }

    /// <inheritdoc/>
    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1");

    /// <inheritdoc/>
    public IReadOnlyList<RecordedRequest> Requests => _playbook.Requests;

    /// <inheritdoc/>
    public int OpenConnections => _playbook.Open;

    /// <inheritdoc/>
    public int AcceptedConnections => _playbook.Accepted;

    /// <inheritdoc/>
    public IReadOnlyList<Exception> Faults => _playbook.Faults;

    /// <inheritdoc/>
    public void RespondWith(Func<RecordedRequest, ResponseScript> answer) => _playbook.RespondWith(answer);

    /// <inheritdoc/>
    public void RespondOnce(ResponseScript script) => _playbook.RespondOnce(script);

    /// <inheritdoc/>
    public Task<RecordedRequest> WaitForRequestAsync(int number = 1, TimeSpan? limit = null) =>
        _playbook.WaitForRequestAsync(number, limit);

    /// <inheritdoc/>
    public Task WaitForOpenConnectionsAsync(int atMost, TimeSpan? limit = null) => _playbook.WaitForOpenConnectionsAsync(atMost, limit);

    /// <summary>Stops listening and ends every connection, whatever its scripts are doing.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _disposed.Dispose();
    }

    void Configure(KestrelServerOptions kestrel, X509Certificate2? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        // A peer that reads slowly, or not at all, is what tests are about.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        // Not infinite: Kestrel's sum of now and infinity overflows, and every idle connection is closed within a second.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromDays(1);
        kestrel.Limits.Http2.MaxStreamsPerConnection = _options.MaxStreamsPerConnection;
        kestrel.Listen(_options.Listen, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
                listen.UseHttps(certificate);
            listen.Use(next => connection => ConnectAsync(connection, next));
        });
    }

    async Task ConnectAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var watch = new Http2ConnectionWatch(_playbook.NoteConnection(), _options.Time);
        try
        {
            await watch.RunAsync(connection, next);
        }
        finally
        {
            _playbook.NoteConnectionEnd();
        }
    }

    Task ServeAsync(HttpContext context)
    {
        var watch = context.Features.GetRequiredFeature<Http2ConnectionWatch>();
        return new Http2Exchange(context, watch, _playbook, _options).RunAsync(_disposed.Token);
    }

    sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
