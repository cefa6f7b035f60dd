using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Configuration;

namespace Sluice.Tests.Configuration;

public sealed class TlsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public TlsTests()
    {
        foreach (var name in new[] { "a", "b" })
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(80));
            _folder.Write(name + ".pem", certificate.ExportCertificatePem());
            _folder.Write(name + ".key", key.ExportPkcs8PrivateKeyPem());
            var password = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
            _folder.Write(name + ".locked", key.ExportEncryptedPkcs8PrivateKeyPem("secret", password));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("listen: 127.0.0.1:1\ntls: { cert: a.pem, key: a.key }", "a")]
    [InlineData("tls: { cert: a.pem, key: a.key }", "a")]
    [InlineData("listen: [ 127.0.0.1:1, 127.0.0.1:2 ]\ntls: { cert: a.pem, key: a.key }", "a", "a")]
    [InlineData("listen: [ 127.0.0.1:1, https://127.0.0.1:2 ]\ntls: { cert: a.pem, key: a.key }", "", "a")]
    [InlineData("listen: [ http://127.0.0.1:1, https://127.0.0.1:2 ]\ntls: { cert: a.pem, key: a.key }", "", "a")]
    [InlineData("listen: { address: 127.0.0.1:1, tls: { cert: b.pem, key: b.key } }", "b")]
    [InlineData("listen: [ 127.0.0.1:1, { address: 127.0.0.1:2, tls: { cert: b.pem, key: b.key } } ]", "", "b")]
    [InlineData("tls: { cert: a.pem, key: a.key }\nlisten: [ https://127.0.0.1:1, { address: 127.0.0.1:2, tls: {cert: b.pem, key: b.key}}]",
        "a", "b")]
    public void Each_address_gets_the_certificate_that_is_meant_for_it(string yaml, params string[] certificates)
    {
        var result = Read(yaml);
        Assert.True(result.Succeeded, string.Join('\n', result.Findings));
        Assert.Empty(result.Findings);
        Assert.Equal(certificates, result.Options.Listen.Select(l => Path.GetFileNameWithoutExtension(l.Tls?.CertificateFile) ?? ""));
        Assert.All(result.Options.Listen, l => Assert.Equal(Path.ChangeExtension(l.Tls?.CertificateFile, ".key"), l.Tls?.KeyFile));
        Assert.Null(result.Options.AdminListen?.Tls);
    }

    [Theory]
    [InlineData("admin_listen: https://127.0.0.1:1\ntls: { cert: a.pem, key: a.key }\nlisten: http://127.0.0.1:2", "a")]
    [InlineData("admin_listen: { address: 127.0.0.1:1, tls: { cert: b.pem, key: b.key } }", "b")]
    public void Administration_may_have_a_certificate(string yaml, string certificate) =>
        Assert.Equal(certificate, Path.GetFileNameWithoutExtension(Read(yaml).Options?.AdminListen?.Tls?.CertificateFile));

    [Theory]
    [InlineData("tls: { cert: none.pem, key: a.key }", "tls.cert", "none.pem' does not exist")]
    [InlineData("tls: { cert: a.pem, key: none.key }", "tls.key", "none.key' does not exist")]
    [InlineData("tls: { cert: a.pem, key: b.key }", "tls", "cannot be loaded")]
    [InlineData("tls: { cert: a.key, key: a.key }", "tls", "cannot be loaded")]
    [InlineData("tls: { cert: a.pem, key: a.pem }", "tls", "cannot be loaded")]
    [InlineData("tls: { cert: a.pem, key: a.locked }", "tls", "without a password")]
    [InlineData("tls: { cert: ., key: a.key }", "tls.cert", "does not exist")]
    [InlineData("tls: { cert: a.pem }", "tls", "'key' is missing")]
    [InlineData("tls: { certificate: a.pem, cert: a.pem, key: a.key }", "tls.certificate", "did you mean 'cert'?")]
    [InlineData("tls: a.pem", "tls", "cert, key")]
    [InlineData("listen: https://127.0.0.1:1\ntls: { cert: none.pem, key: a.key }", "tls.cert", "does not exist")]
    [InlineData("listen: { address: http://127.0.0.1:1, tls: { cert: a.pem, key: a.key } }", "listen", "says http and has a certificate")]
    [InlineData("listen: { address: https://127.0.0.1:1, tls: { cert: none.pem, key: a.key } }", "listen.tls.cert", "does not exist")]
    public void A_certificate_that_cannot_be_used_is_one_error(string yaml, string key, string message)
    {
        var finding = Assert.Single(Read(yaml).Findings);
        Assert.Equal((FindingSeverity.Error, key), (finding.Severity, finding.Key));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
        Assert.True(finding.Line > 1);
    }

    [Fact]
    public void A_certificate_that_no_address_uses_is_a_warning()
    {
        var finding = Assert.Single(Read("listen: http://127.0.0.1:1\ntls: { cert: a.pem, key: a.key }").Findings);
        Assert.Equal((FindingSeverity.Warning, "tls", 3), (finding.Severity, finding.Key, finding.Line));
    }

    [Theory]
    [InlineData("a.pem", "none.key", "forward_proxy.ca.key")]
    [InlineData("none.pem", "a.key", "forward_proxy.ca.certificate")]
    public void Half_an_authority_is_an_error(string certificate, string key, string missing)
    {
        var finding = Assert.Single(Read($"forward_proxy:\n  ca: {{ certificate: {certificate}, key: {key} }}").Findings);
        Assert.Equal(missing, finding.Key);
        Assert.Contains("exists and its", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_may_be_there_or_be_made()
    {
        Assert.Empty(Read("forward_proxy: { ca: { certificate: a.pem, key: a.key } }").Findings);
        Assert.Empty(Read("forward_proxy: { ca: { certificate: none.pem, key: none.key } }").Findings);
    }

    ConfigurationResult Read(string yaml) => ConfigurationReader.Read(Config.Provider + yaml, _folder.PathOf("sluice.yaml"), _ => null);
}
