using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sluice.Listeners;

/// <summary>The two PEM files of an authority on disk: both are there or neither is.</summary>
internal sealed record AuthorityFiles(string Certificate, string Key)
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    const UnixFileMode ReadableByAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    internal readonly record struct Loaded(X509Certificate2 Certificate, AsymmetricAlgorithm Key, X509Certificate2Collection Issuers);

    bool Exist() => (File.Exists(Certificate), File.Exists(Key)) switch
    {
        (true, true) => true,
        (false, false) => false,
        (true, false) => throw OnlyOne(Certificate, Key, "key"),
        (false, true) => throw OnlyOne(Key, Certificate, "certificate"),
    };

    /// <summary>Whether both are there; where one is missing, <see cref="PublishAsync"/> says so, once nobody is just making them.</summary>
    public bool AreThere => File.Exists(Certificate) && File.Exists(Key);

    /// <summary>Puts both files in place, each complete from its first moment; false where another process was faster.</summary>
    public async Task<bool> PublishAsync(string certificatePem, string keyPem, TimeProvider time, CancellationToken cancellationToken)
    {
        var suffix = $".{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Certificate)!);
            Directory.CreateDirectory(Path.GetDirectoryName(Key)!);
            // Moving a file without overwriting is a look and a move to .NET, and two processes may both look first.
            await using var turn = await TakeTurnAsync(time, cancellationToken);
            if (Exist())
                return false;
            await WriteAsync(Key + suffix, keyPem, OwnerOnly, cancellationToken);
            await WriteAsync(Certificate + suffix, certificatePem, ReadableByAll, cancellationToken);
            File.Move(Key + suffix, Key);
            File.Move(Certificate + suffix, Certificate);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CertificateAuthorityException(
                $"Cannot create the authority {Certificate} with key {Key}: {e.Message} "
                + "Make the folder writable for this user, or set forward_proxy.ca to another place.",
                e);
        }
        finally
        {
            Remove(Key + suffix);
            Remove(Certificate + suffix);
        }
    }

    /// <summary>One process at a time: the lock ends with the process, whatever becomes of it, and its file with the turn.</summary>
    async Task<FileStream> TakeTurnAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(Key + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (tries < 400 && Directory.Exists(Path.GetDirectoryName(Key)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), time, cancellationToken);
            }
        }
    }

    public async Task<Loaded> LoadAsync(CancellationToken cancellationToken)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(await ReadAsync(Certificate, cancellationToken));
        }
        catch (CryptographicException e)
        {
            throw new CertificateAuthorityException($"{Certificate}: the certificate cannot be read: {e.Message}", e);
        }

        if (chain.Count == 0)
            throw Wrong("found no certificate; expected one that begins with -----BEGIN CERTIFICATE-----.");

        var certificate = chain[0];
        chain.RemoveAt(0);
        MustSign(certificate);
        return new Loaded(certificate, MatchingKey(certificate, await ReadAsync(Key, cancellationToken)), chain);
    }

    /// <summary>A warning where others than the owner may read or replace the key.</summary>
    public IEnumerable<string> FindKeyExposure()
    {
        if (OperatingSystem.IsWindows())
            return [];
        var mode = File.GetUnixFileMode(Key);
        return (mode & Others) == 0
            ? []
            : [$"{Key}: others may read or change the authority's key (mode {Convert.ToString((int)mode, 8)}). "
                + "Whoever has it can impersonate every host to your clients: chmod 600."];
    }

    void MustSign(X509Certificate2 certificate)
    {
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true })
            throw Wrong($"{certificate.Subject} is not a certificate authority (no CA:TRUE), so clients would refuse what it signs.");
        if (certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage
            && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign))
            throw Wrong($"{certificate.Subject} may not sign certificates (key usage is {usage.KeyUsages}; expected KeyCertSign).");
    }

    AsymmetricAlgorithm MatchingKey(X509Certificate2 certificate, string pem)
    {
        AsymmetricAlgorithm key = certificate.GetECDsaPublicKey() is { } ? ECDsa.Create() : RSA.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new CertificateAuthorityException(
                $"{Key}: found no unencrypted {(key is ECDsa ? "EC" : "RSA")} private key in PEM, "
                + $"which is what the certificate {Certificate} needs: {e.Message}",
                e);
        }

        if (!key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(certificate.PublicKey.ExportSubjectPublicKeyInfo()))
            throw new CertificateAuthorityException(
                $"{Key} is not the key of {Certificate}. Put the matching pair in place, or move both away to have a new pair made.");
        return key;
    }

    static void Remove(string path)
    {
        // Deleting a file in a folder that does not exist fails, and would hide why it does not.
        if (File.Exists(path))
            File.Delete(path);
    }

    static async Task WriteAsync(string path, string text, UnixFileMode mode, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        await using var file = new FileStream(path, options);
        await file.WriteAsync(Encoding.ASCII.GetBytes(text + "\n"), cancellationToken);
        file.Flush(flushToDisk: true);
    }

    static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CertificateAuthorityException($"{path} cannot be read: {e.Message}", e);
        }
    }

    CertificateAuthorityException Wrong(string problem) => new($"{Certificate}: {problem}");

    static CertificateAuthorityException OnlyOne(string present, string missing, string kind) => new(
        $"{present} exists, but its {kind} {missing} does not. Restore the missing file, or move the other away to have a new pair made.");
}
