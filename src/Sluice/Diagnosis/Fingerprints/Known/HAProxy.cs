using static Sluice.Diagnosis.Arrivals.PatternKind;

namespace Sluice.Diagnosis.Fingerprints.Known;

/// <summary>HAProxy.</summary>
internal static class HAProxy
{
    const string Product = "HAProxy";

    public static readonly Fingerprint[] All =
    [
        new("haproxy-more-data", Product,
            "without 'option http-no-delay' HAProxy tells the kernel that more data follows, and the kernel keeps small writes for 200 ms; only unencrypted connections are affected",
            "option http-no-delay   # in defaults, or in the frontend and backend of the stream", "https://docs.haproxy.org/2.6/configuration.html#4.2-option%20http-no-delay")
        {
            Signature = new() { Kinds = [TimerBursts, Late], Milliseconds = (185, 240), Encrypted = false, OnHttp2 = false, EndIsPrompt = true },
            Basis = Basis.Measured,
            Evidence = "B07, H1",
            Apart = "the head is late as well, and the end of the message is not; over TLS and HTTP/2 nothing is held",
            Weight = 0.9,
        },
        new("haproxy-wait-for-body", Product,
            "'http-response wait-for-body' holds the answer until a buffer (tune.bufsize) is full or its time is up",
            "# remove: http-response wait-for-body", "https://docs.haproxy.org/2.6/configuration.html#4.2-http-response%20wait-for-body")
        {
            Signature = new() { Kinds = [StartHeld], HeadWaits = true, OnlyCompressed = false },
            Basis = Basis.Measured,
            Evidence = "lab: 14.8-15.4 KB of 16384, or the time of the rule",
            Apart = "what is held is tune.bufsize less tune.maxrewrite (15360 bytes by default), or ends after the rule's time",
            Weight = 0.5,
        },
    ];
}
