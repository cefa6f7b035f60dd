using System.ComponentModel;
using System.Diagnostics;

namespace Sluice.Listeners;

/// <summary>Where a system keeps additional authorities, and the program that makes it trust them.</summary>
/// <param name="Folder">The folder of additional authorities.</param>
/// <param name="Program">The program to run afterwards.</param>
internal sealed record SystemTrust(string Folder, string Program)
{
    /// <summary>Debian, Ubuntu and Alpine.</summary>
    public static SystemTrust Default { get; } = new("/usr/local/share/ca-certificates", "update-ca-certificates");

    /// <summary>Makes every program that uses the system's certificates trust the authority; returns where its copy is.</summary>
    /// <exception cref="SystemTrustException">It cannot be done; the message says why and what to do.</exception>
    public async Task<string> InstallAsync(CertificateAuthority authority, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Folder))
            throw new SystemTrustException(
                $"{Folder} does not exist: this is no system of the Debian or Alpine kind, or it lacks the package ca-certificates. "
                + "On RHEL and Fedora, copy the certificate to /etc/pki/ca-trust/source/anchors and run update-ca-trust.");

        var copy = Path.Combine(Folder, "sluice-ca.crt");
        try
        {
            await File.WriteAllTextAsync(copy, authority.Certificate.ExportCertificatePem() + "\n", cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SystemTrustException($"Cannot write {copy}: {e.Message} Run it as root (sudo sluice ca --install).", e);
        }

        await UpdateAsync(cancellationToken);
        return copy;
    }

    async Task UpdateAsync(CancellationToken cancellationToken)
    {
        try
        {
            var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new SystemTrustException(
                    $"{Program} failed with exit code {process.ExitCode}: {(await error).Trim()} {(await output).Trim()}".TrimEnd());
        }
        catch (Win32Exception e)
        {
            throw new SystemTrustException($"Cannot run {Program}: {e.Message}. Install the package ca-certificates.", e);
        }
    }
}

/// <summary>The system could not be made to trust the authority.</summary>
internal sealed class SystemTrustException : Exception
{
    public SystemTrustException(string message) : base(message)
    {
    }

    public SystemTrustException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
