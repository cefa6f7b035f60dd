using static Sluice.Diagnosis.Arrivals.PatternKind;

namespace Sluice.Diagnosis.Fingerprints.Known;

/// <summary>Managed edges that buffer unless told otherwise. Known by their makers' pages and users' reports.</summary>
internal static class Managed
{
    public static readonly Fingerprint[] All =
    [
        new("aws-api-gateway", "AWS API Gateway",
            "a REST API's response transfer mode is BUFFERED by default",
            "responseTransferMode: STREAM   # REST proxy integrations only", "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html")
        {
            Signature = new() { Kinds = [WholeBody], OnlyCompressed = false, Length = true },
            Basis = Basis.Derived,
            Evidence = "B08, A1",
            Apart = "x-amz-apigw-id in the headers; answers longer than 29 s fail",
            Weight = 0.2,
        },
        new("azure-apim", "Azure API Management",
            "forward-request buffers the answer; body logging and validate-content do so again",
            "<forward-request buffer-response=\"false\" />", "https://learn.microsoft.com/azure/api-management/how-to-server-sent-events")
        {
            Signature = new() { Kinds = [WholeBody], OnlyCompressed = false },
            Basis = Basis.Derived,
            Evidence = "B08, M1",
            Apart = "probe the backend behind it directly",
            Weight = 0.15,
        },
        new("azure-application-gateway", "Azure Application Gateway",
            "response buffering is on",
            "properties.globalConfiguration.enableResponseBuffering: false", "https://learn.microsoft.com/azure/application-gateway/use-server-sent-events")
        {
            Signature = new() { Kinds = [WholeBody, SizeBursts], OnlyCompressed = false },
            Basis = Basis.Derived,
            Evidence = "B08, M2",
            Apart = "probe the backend behind it directly",
            Weight = 0.12,
        },
        new("cloudflare-tunnel", "Cloudflare",
            "a quick tunnel buffers GET answers, and any that are not text/event-stream",
            "use a named tunnel and POST; or send text/event-stream", "https://github.com/cloudflare/cloudflared/issues/1449")
        {
            Signature = new() { Kinds = [WholeBody], OnlyCompressed = false },
            Basis = Basis.Reported,
            Evidence = "B09, C1, gh:cloudflare/cloudflared#1449",
            Apart = "the same request as POST streams (--post)",
            Weight = 0.12,
        },
        new("tls-inspection", "TLS inspection",
            "antivirus or a corporate proxy inspects the answer to its end before handing it over",
            "exempt this host from inspection; no header helps", "https://caniuse.com/eventsource")
        {
            Signature = new() { Kinds = [WholeBody], OnlyCompressed = false, Encrypted = true },
            Basis = Basis.Reported,
            Evidence = "B15, gh:Fyrd/caniuse#2148",
            Apart = "the certificate's issuer is not the one that the outside world sees; from another network it streams",
            Weight = 0.08,
        },
    ];
}
