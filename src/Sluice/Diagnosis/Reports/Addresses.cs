namespace Sluice.Diagnosis.Reports;

/// <summary>Addresses as they may be shown to others.</summary>
internal static class Addresses
{
    /// <summary>Without user, password and query: each may hold a secret.</summary>
    public static string Shown(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
