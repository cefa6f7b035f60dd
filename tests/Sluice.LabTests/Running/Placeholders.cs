using System.Globalization;

namespace Sluice.LabTests.Running;

/// <summary>Fills configuration files and arguments: <c>@port@</c>, <c>@upstream@</c>, <c>@dir@</c> and so on.</summary>
internal sealed class Placeholders
{
    readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <param name="folder">A folder of the hop's own.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="upstream">Where what is behind it listens.</param>
    /// <param name="certificate">The certificate's files.</param>
    public Placeholders(string folder, int port, int upstream, LabCertificate certificate)
    {
        _values["@dir@"] = folder;
        _values["@port@"] = Number(port);
        _values["@upstream@"] = $"127.0.0.1:{Number(upstream)}";
        _values["@upstream_port@"] = Number(upstream);
        _values["@cert@"] = certificate.Certificate;
        _values["@key@"] = certificate.Key;
        _values["@pem@"] = certificate.Both;
        _values["@sluice@"] = Path.Combine(AppContext.BaseDirectory, "sluice.dll");
    }

    /// <summary>Puts the configuration file in as well.</summary>
    public Placeholders With(string config)
    {
        _values["@config@"] = config;
        return this;
    }

    /// <summary>The text with every placeholder filled.</summary>
    public string Fill(string text) => _values.Aggregate(text, (filled, value) => filled.Replace(value.Key, value.Value, StringComparison.Ordinal));

    static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
}
