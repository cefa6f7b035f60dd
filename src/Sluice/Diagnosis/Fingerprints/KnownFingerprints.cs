using Sluice.Diagnosis.Fingerprints.Known;

namespace Sluice.Diagnosis.Fingerprints;

/// <summary>All that is known about who holds streams back and how it shows: one entry each, in the folder <c>Known</c>.</summary>
public static class KnownFingerprints
{
    /// <summary>Every fingerprint.</summary>
    public static IReadOnlyList<Fingerprint> All { get; } =
    [
        .. Nginx.All, .. HAProxy.All, .. Httpd.All, .. Caddy.All, .. Varnish.All, .. Lighttpd.All, .. H2O.All, .. Applications.All, .. Compressors.All,
        .. Managed.All, .. Others.All,
    ];
}
