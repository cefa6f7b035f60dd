using System.Net;
using Sluice.Cli;
using Sluice.Diagnosis.Origins;

namespace Sluice.LabTests.Cli;

/// <summary>A reference origin for the tests of one class.</summary>
public sealed class OriginFixture : IAsyncLifetime
{
    OriginHost? _host;

    /// <summary>Its address with a query of settings.</summary>
    public string Url(string query = "") => $"{_host!.Addresses[0]}{(query.Length > 0 ? "?" : "")}{query}";

    /// <inheritdoc/>
    public async Task InitializeAsync() => _host = await OriginHost.StartAsync([(new IPEndPoint(IPAddress.Loopback, 0), false)], new OriginLimits { Streams = 200 });

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _host!.DisposeAsync();
}
