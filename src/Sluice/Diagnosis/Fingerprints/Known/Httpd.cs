using static Sluice.Diagnosis.Arrivals.PatternKind;

namespace Sluice.Diagnosis.Fingerprints.Known;

/// <summary>Apache httpd. As a plain proxy it flushes whenever its upstream pauses, compressed or not.</summary>
internal static class Httpd
{
    const string Product = "Apache httpd";

    public static readonly Fingerprint[] All =
    [
        new("httpd-ratelimit", Product,
            "mod_ratelimit lets the body through in slices of 200 ms, whether or not the rate is reached",
            "# remove on this route: SetOutputFilter RATE_LIMIT", "https://httpd.apache.org/docs/2.4/mod/mod_ratelimit.html")
        {
            Signature = new() { Kinds = [TimerBursts, Late], Milliseconds = (185, 240), HeadWaits = false, EndIsPrompt = false },
            Basis = Basis.Measured,
            Evidence = "lab: each event 200 ms late, the head at once, the end late as well",
            Apart = "unlike HAProxy's 200 ms the head is on time, the end is late, and TLS changes nothing",
            Weight = 0.4,
        },
        new("httpd-ext-filter", Product,
            "an external filter (mod_ext_filter) is fed and read through pipes, and its output is passed on when a page of it has gathered",
            "# remove on this route: SetOutputFilter <the ExtFilterDefine'd filter>", "https://httpd.apache.org/docs/2.4/mod/mod_ext_filter.html")
        {
            Signature = new() { Kinds = [SizeBursts], Bytes = [(3500, 5200), (7600, 9300)], Pages = false, HeadWaits = true, CuredByHeaders = false },
            Basis = Basis.Measured,
            Evidence = "lab: about 4096 bytes, cut at event boundaries",
            Apart = "bursts end with an event, so their size wavers by an event; nginx's pages are exact",
            Weight = 0.4,
        },
        new("httpd-io-buffer", Product,
            "a filter or backend keeps whole I/O buffers (ProxyIOBufferSize, 8192 bytes)",
            "SetEnv no-gzip 1   # and no mod_buffer, SetOutputFilter or mod_substitute on the route", "https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#proxyiobuffersize")
        {
            Signature = new() { Kinds = [SizeBursts], Bytes = [(8080, 8208)], CuredByHeaders = false },
            Basis = Basis.Derived,
            Evidence = "signature table 'SZ 8192', P1; plain mod_proxy_http, mod_buffer, mod_substitute, mod_sed and mod_deflate did not hold a stream in the lab (2.4.71)",
            Apart = "change ProxyIOBufferSize and the burst follows",
            Weight = 0.2,
        },
    ];
}
