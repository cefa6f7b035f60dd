using static Sluice.Diagnosis.Arrivals.PatternKind;

namespace Sluice.Diagnosis.Fingerprints.Known;

/// <summary>h2o.</summary>
internal static class H2O
{
    public static readonly Fingerprint[] All =
    [
        new("h2o-head", "h2o",
            "h2o sends the head of a proxied answer together with the first bytes of the body; there is no switch for it",
            "# in the application: send a comment line (': hello' and an empty line) at once, which takes the head along", "https://h2o.examp1e.net/configure/proxy_directives.html")
        {
            Signature = new() { Kinds = [HeadHeld], OnlyCompressed = false, CuredByHeaders = false },
            Basis = Basis.Measured,
            Evidence = "lab 2.2.5: HTTP/1.1 and HTTP/2 alike; events themselves are not held, and event streams are not compressed",
            Apart = "Server: h2o",
            Weight = 0.3,
        },
    ];
}
