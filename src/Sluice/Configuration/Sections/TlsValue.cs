using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Configuration.Binding;
using Sluice.Configuration.Yaml;

namespace Sluice.Configuration.Sections;

/// <summary>The files of a certificate, loaded once to see that they can be.</summary>
internal sealed class TlsValue : Value<TlsOptions>
{
    public static TlsValue Instance { get; } = new();

    static readonly Section<TlsOptions> Keys = new Section<TlsOptions>(() => new TlsOptions("", ""))
        .Required("cert", FileValue.Instance, (t, v) => t with { CertificateFile = v })
        .Required("key", FileValue.Instance, (t, v) => t with { KeyFile = v })
        .Hint("certificate", "cert").Hint("cert_file", "cert").Hint("crt", "cert").Hint("key_file", "key").Hint("private_key", "key");

    static readonly SectionValue<TlsOptions> Section = new(Keys);

    public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out TlsOptions value)
    {
        if (!Section.TryRead(node, reading, out value) || reading.HasFailed(node.Path))
            return false;
        var certificate = Exists(KeyPath.Append(node.Path, "cert"), value.CertificateFile, reading);
        var key = Exists(KeyPath.Append(node.Path, "key"), value.KeyFile, reading);
        return certificate && key && Load(node.Path, value, reading);
    }

    public override IEnumerable<string> KeysUnder(string path) => Keys.KeysUnder(path);

    static bool Exists(string path, string file, Reading reading)
    {
        if (File.Exists(file))
            return true;
        reading.Error(path, $"the file {reading.ShownFile(path, file)} does not exist");
        return false;
    }

    static bool Load(string path, TlsOptions tls, Reading reading)
    {
        var files = $"the certificate {reading.ShownFile($"{path}.cert", tls.CertificateFile)} with the key "
            + reading.ShownFile($"{path}.key", tls.KeyFile);
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            reading.Error(path, $"{files} cannot be loaded: {Printable.Text(e.Message, 200)} Both have to be PEM, "
                + "and the key without a password and that of the certificate");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reading.Error(path, $"{files} cannot be read: give the gateway's user the right to read both files");
        }
        return false;
    }
}

/// <summary>The top-level certificate, for the addresses that have none of their own.</summary>
internal sealed class DefaultTlsValue : Value<TlsOptions>
{
    public static DefaultTlsValue Instance { get; } = new();

    public override bool NothingMeansAbsent => true;

    public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out TlsOptions value)
    {
        var read = TlsValue.Instance.TryRead(node, reading, out value);
        reading.DefaultTls = value;
        return read;
    }

    public override IEnumerable<string> KeysUnder(string path) => TlsValue.Instance.KeysUnder(path);
}
