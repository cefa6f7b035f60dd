using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Listeners;

namespace Sluice.Tests.Listeners;

[UnsupportedOSPlatform("windows")]
public sealed class CertificateAuthorityTests : IDisposable
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly ManualTime _time = new();
    readonly string _folder = Directory.CreateTempSubdirectory("sluice-ca-").FullName;

    string CertificateFile => Path.Combine(_folder, "made", "ca.pem");

    string KeyFile => Path.Combine(_folder, "made", "keys", "ca.key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_is_made_once_with_all_a_strict_client_asks_for()
    {
        var authority = await LoadAsync();

        var certificate = authority.Certificate;
        Assert.Equal("CN=Sluice CA, O=Sluice", certificate.Subject);
        Assert.Equal(certificate.Subject, certificate.Issuer);
        Assert.Equal(_time.GetUtcNow().AddYears(10), certificate.NotAfter.ToUniversalTime());
        Assert.True(certificate.NotBefore.ToUniversalTime() < _time.GetUtcNow());
        Assert.Equal("1.2.840.10045.3.1.7", certificate.GetECDsaPublicKey()!.ExportParameters(false).Curve.Oid.Value);
        var basic = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.True(basic is { CertificateAuthority: true, HasPathLengthConstraint: true, PathLengthConstraint: 0, Critical: true });
        var usage = certificate.Extensions.OfType<X509KeyUsageExtension>().Single();
        Assert.Equal(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, usage.KeyUsages);
        Assert.Single(certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>());
        Assert.False(certificate.HasPrivateKey);
        Assert.Matches("^([0-9A-F]{2}:){31}[0-9A-F]{2}$", authority.Fingerprint);

        Assert.True(authority.IsNew);
        Assert.Empty(authority.Warnings);
        var again = await LoadAsync();
        Assert.False(again.IsNew);
        Assert.Equal(authority.Fingerprint, again.Fingerprint);
        Assert.Equal((CertificateFile, KeyFile), (again.CertificateFile, again.KeyFile));
    }

    [Fact]
    public async Task Its_key_is_readable_by_the_owner_only_and_nothing_else_is_left()
    {
        await LoadAsync();
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(KeyFile));
        Assert.Equal([CertificateFile, KeyFile], Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public async Task Many_processes_that_start_at_once_end_with_one_authority()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => CertificateAuthority.LoadOrCreateAsync(CertificateFile, KeyFile, TimeProvider.System))));
        Assert.Single(all.Select(a => a.Fingerprint).Distinct());
        Assert.Single(all, a => a.IsNew);
        Assert.Equal(2, Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_key_that_others_may_read_is_warned_about()
    {
        await LoadAsync();
        File.SetUnixFileMode(KeyFile, OwnerOnly | UnixFileMode.GroupRead);
        var warning = Assert.Single((await LoadAsync()).Warnings);
        Assert.Contains(KeyFile, warning);
        Assert.Contains("640", warning);
    }

    [Fact]
    public async Task Half_a_pair_is_named_and_not_completed()
    {
        await LoadAsync();
        File.Move(KeyFile, KeyFile + ".away");
        Assert.Contains($"{CertificateFile} exists, but its key {KeyFile} does not", await FailAsync());

        File.Move(KeyFile + ".away", KeyFile);
        File.Delete(CertificateFile);
        Assert.Contains($"{KeyFile} exists, but its certificate {CertificateFile} does not", await FailAsync());
        Assert.False(File.Exists(CertificateFile));
    }

    [Fact]
    public async Task A_foreign_key_is_named()
    {
        await LoadAsync();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(KeyFile, other.ExportPkcs8PrivateKeyPem());
        Assert.Contains($"{KeyFile} is not the key of {CertificateFile}", await FailAsync());
    }

    [Fact]
    public async Task An_end_that_has_come_is_an_error_and_one_that_is_near_a_warning()
    {
        await LoadAsync();
        _time.Advance(TimeSpan.FromDays(3652 - 20));
        Assert.Contains("expires on 2036-03-01", Assert.Single((await LoadAsync()).Warnings));
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Contains($"{CertificateFile}: the authority expired on 2036-03-01 12:00Z", await FailAsync());
    }

    [Fact]
    public async Task A_certificate_from_the_future_points_at_the_clock()
    {
        await CertificateAuthority.LoadOrCreateAsync(CertificateFile, KeyFile, new ShiftedTime(TimeSpan.FromDays(36500)));
        Assert.Contains("not valid before", await FailAsync());
    }

    [Theory]
    [InlineData("garbage", null, "found no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", null, "the certificate cannot be read")]
    [InlineData(null, "garbage", "found no unencrypted EC private key")]
    [InlineData(null, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----", "found no unencrypted EC private key")]
    public async Task Files_that_hold_something_else_are_named(string? certificate, string? key, string problem)
    {
        await LoadAsync();
        await File.WriteAllTextAsync(certificate is null ? KeyFile : CertificateFile, certificate ?? key);
        var message = await FailAsync();
        Assert.Contains(problem, message);
        Assert.StartsWith(certificate is null ? KeyFile : CertificateFile, message);
    }

    [Fact]
    public async Task A_leaf_is_no_authority()
    {
        await LoadAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256).CreateSelfSigned(_time.GetUtcNow(), _time.GetUtcNow().AddDays(1));
        await File.WriteAllTextAsync(CertificateFile, leaf.ExportCertificatePem());
        await File.WriteAllTextAsync(KeyFile, key.ExportPkcs8PrivateKeyPem());
        Assert.Contains("CN=leaf is not a certificate authority", await FailAsync());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "made"), "a file");
        Assert.Contains($"Cannot create the authority {CertificateFile}", await FailAsync());
    }

    [Fact]
    public async Task An_rsa_authority_of_ones_own_signs_too()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Our CA", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = request.CreateSelfSigned(_time.GetUtcNow().AddDays(-1), _time.GetUtcNow().AddYears(1));
        Directory.CreateDirectory(Path.GetDirectoryName(KeyFile)!);
        await File.WriteAllTextAsync(CertificateFile, root.ExportCertificatePem());
        await File.WriteAllTextAsync(KeyFile, key.ExportPkcs8PrivateKeyPem());

        var authority = await LoadAsync();

        var leaf = await new LeafCertificates(authority, _time).GetAsync("inference.local");
        LeafChecks.MustBeTrusted(leaf.TargetCertificate, authority, _time.GetUtcNow());
    }

    [Fact]
    public async Task An_intermediate_authority_is_sent_along_with_what_stands_above_it()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=Root", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = rootRequest.CreateSelfSigned(_time.GetUtcNow().AddDays(-2), _time.GetUtcNow().AddYears(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Intermediate", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        using var intermediate = request.Create(root, _time.GetUtcNow().AddDays(-1), _time.GetUtcNow().AddYears(1), [7]);
        Directory.CreateDirectory(Path.GetDirectoryName(KeyFile)!);
        await File.WriteAllTextAsync(CertificateFile, intermediate.ExportCertificatePem() + "\n" + root.ExportCertificatePem());
        await File.WriteAllTextAsync(KeyFile, key.ExportPkcs8PrivateKeyPem());

        var leaf = await new LeafCertificates(await LoadAsync(), _time).GetAsync("inference.local");

        Assert.Equal(["CN=Intermediate"], leaf.IntermediateCertificates.Select(c => c.Subject));
    }

    Task<CertificateAuthority> LoadAsync() => CertificateAuthority.LoadOrCreateAsync(CertificateFile, KeyFile, _time);

    async Task<string> FailAsync() => (await Assert.ThrowsAsync<CertificateAuthorityException>(LoadAsync)).Message;

    sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
