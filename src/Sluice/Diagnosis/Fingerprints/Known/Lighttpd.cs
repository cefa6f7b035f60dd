using static Sluice.Diagnosis.Arrivals.PatternKind;

namespace Sluice.Diagnosis.Fingerprints.Known;

/// <summary>lighttpd.</summary>
internal static class Lighttpd
{
    public static readonly Fingerprint[] All =
    [
        new("lighttpd-no-stream", "lighttpd",
            "server.stream-response-body is 0, its default: mod_proxy, FastCGI and the like read the whole answer, to disk if need be, before they pass it on",
            "server.stream-response-body = 2", "https://redmine.lighttpd.net/projects/lighttpd/wiki/Server_stream-response-bodyDetails")
        {
            Signature = new() { Kinds = [WholeBody], Length = true, HeadWaits = true, CuredByHeaders = false },
            Basis = Basis.Measured,
            Evidence = "lab 1.4.69: 0 holds the whole body and adds Content-Length; 1 and 2 stream; mod_deflate compresses only in mode 0",
            Apart = "Accept-Ranges: bytes and a Content-Length appear that the source did not send, and no Age",
            Weight = 0.55,
        },
    ];
}
