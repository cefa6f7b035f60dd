using System.Text;

namespace Sluice.Listeners;

/// <summary>
/// The system's trusted certificates in one PEM file. Variables such as <c>SSL_CERT_FILE</c> replace what a program trusts, so what
/// they name must hold the public authorities as well as ours.
/// </summary>
/// <param name="Candidates">Where distributions keep the file: the first that exists is taken.</param>
internal sealed record TrustBundle(params IReadOnlyList<string> Candidates)
{
    /// <summary>Debian, Ubuntu, Alpine and Arch; RHEL and Fedora, old and new; SUSE; macOS and the BSDs.</summary>
    public static TrustBundle System { get; } = new(
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem");

    /// <summary>The system's own file where it trusts the authority already, as it does after an installation; else null.</summary>
    public async Task<string?> FindTrustingAsync(CertificateAuthority authority, CancellationToken cancellationToken) =>
        Candidates.FirstOrDefault(File.Exists) is { } file && Holds(await File.ReadAllTextAsync(file, cancellationToken), authority)
            ? file
            : null;

    /// <summary>Writes the system's certificates and the authority's into one file, whole or not at all.</summary>
    /// <exception cref="FileNotFoundException">The system has no such file in any known place.</exception>
    public async Task WriteAsync(string file, CertificateAuthority authority, CancellationToken cancellationToken)
    {
        var system = Candidates.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"Found no trusted certificates of this system; looked at {string.Join(", ", Candidates)}. "
                + "Install the package ca-certificates.");
        var text = await File.ReadAllTextAsync(system, cancellationToken);
        if (!Holds(text, authority))
            text = $"{text.TrimEnd()}\n{authority.Certificate.ExportCertificatePem()}\n";

        var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllTextAsync(temporary, text, Encoding.ASCII, cancellationToken);
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    // Line ends differ between tools, the base64 in between does not.
    static bool Holds(string bundle, CertificateAuthority authority)
    {
        var ours = authority.Certificate.ExportCertificatePem().ReplaceLineEndings("");
        return bundle.ReplaceLineEndings("").Contains(ours, StringComparison.Ordinal);
    }
}
