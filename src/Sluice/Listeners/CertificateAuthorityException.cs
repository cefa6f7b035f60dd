namespace Sluice.Listeners;

/// <summary>The forward proxy's certificate authority cannot be used. The message names the file, what was found and what to do.</summary>
public sealed class CertificateAuthorityException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CertificateAuthorityException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with the failure behind it.</summary>
    public CertificateAuthorityException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
