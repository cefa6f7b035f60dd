namespace Sluice.Diagnosis.Lint;

using static EvidenceBasis;

/// <summary>Documentation of cloud services and of Windows, beyond the pages in <see cref="Sources"/>.</summary>
internal static class CloudSources
{
    public static readonly Evidence ElbDraining = new("S-elb-drain", Documented,
        "Classic ELB: connection draining keeps running requests for up to its timeout (300 s unless set, 1 to 3600 s) when an instance is deregistered; without it they are closed at once. Terraform leaves it off unless connection_draining is true.",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html");

    public static readonly Evidence Nlb = new("S-nlb", Documented,
        "NLB: the TCP idle timeout is 350 s unless set (60 to 6000 s), and fixed at that for TLS listeners; packets after it get a reset.",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html");

    public static readonly Evidence AlbLambda = new("S-alb-lambda", Documented,
        "ALB passes a request to a Lambda function as JSON and takes its answer as JSON of at most 1 MB.",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html");

    public static readonly Evidence ApiGatewayTimeouts = new("S-apigw-tf", Documented,
        "timeout_milliseconds of a REST integration is 29,000 unless set, at most 300,000 in mode BUFFERED (above 29,000 with a quota) and 900,000 in mode STREAM.",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_integration");

    public static readonly Evidence LambdaTimeout = new("S-lambda-timeout", Documented,
        "A Lambda function is stopped after its timeout: 3 s unless set, at most 900 s.",
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html");

    public static readonly Evidence CloudFrontCompletion = new("S-cloudfront-complete", Documented,
        "The response completion timeout is how long a request to the origin may stay open; when the complete answer has not come by then, CloudFront ends the connection. Without a value there is no limit.",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#response-completion-timeout");

    public static readonly Evidence CloudFrontCollapsing = new("S-cloudfront-collapse", Documented,
        "Requests for an object that is on its way from the origin wait for it and share it (request collapsing), unless the minimum TTL is 0 and the origin forbids caching, or caching is off.",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-traffic-spikes");

    public static readonly Evidence CloudFrontPolicies = new("S-cloudfront-policies", Documented,
        "CachingDisabled and CachingOptimized are policies that AWS maintains under fixed ids.",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html");

    public static readonly Evidence AppGatewayIngress = new("S-agic", Documented,
        "Application Gateway Ingress Controller: request-timeout is 30 s unless set; connection draining is off unless asked for.",
        "https://azure.github.io/application-gateway-kubernetes-ingress/annotations/");

    public static readonly Evidence GkeBackendConfig = new("S-gke", Documented,
        "The timeout of a backend service is set by timeoutSec of a BackendConfig or GCPBackendPolicy, the draining timeout by connectionDraining.drainingTimeoutSec.",
        "https://docs.cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration");

    public static readonly Evidence IstioTcpIdle = new("S-istio-tcp", Documented,
        "connectionPool.tcp.idleTimeout of a DestinationRule is the time without a byte in either direction after which a TCP connection is closed, one hour unless set; connectionPool.http.idleTimeout counts only while there is no active request.",
        "https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings-TCPSettings");

    public static readonly Evidence ApimRetry = new("S-apim-retry", Documented,
        "The retry policy runs its child policies again while its condition holds; forward-request in it sends the request again.",
        "https://learn.microsoft.com/en-us/azure/api-management/retry-policy");

    public static readonly Evidence ApimBody = new("S-apim-body", Documented,
        "context.Response.Body.As reads the whole body of an answer into memory.",
        "https://learn.microsoft.com/en-us/azure/api-management/api-management-policy-expressions#ContextVariables");

    public static readonly Evidence HttpPlatformHandler = new("S-httpplatform", Reported,
        "httpPlatformHandler has an output buffer of 8 KB that no setting switches off; replacing it by the ASP.NET Core Module made the same events arrive one by one.",
        "https://stackoverflow.com/questions/52553427");

    public static readonly Evidence IisCompression = new("S-iis-compression", Documented,
        "Dynamic compression is switched by urlCompression doDynamicCompression (on unless set, where the module is installed) and covers the dynamicTypes of httpCompression; the shipped list holds text/*.",
        "https://learn.microsoft.com/en-us/iis/configuration/system.webserver/httpcompression/");

    public static readonly Evidence FastCgi = new("S-iis-fastcgi", Documented,
        "activityTimeout of a FastCGI application is how long IIS waits for activity such as data (30 s unless set); requestTimeout is the longest request (90 s unless set).",
        "https://learn.microsoft.com/en-us/iis/configuration/system.webserver/fastcgi/application/");

    public static readonly Evidence ArrTimeout = new("S-arr-timeout", Documented,
        "ARR answers 502.3 when WinHTTP's receive timeout runs out: the server took longer to respond than the proxy's or the farm's timeout allows.",
        "https://blogs.iis.net/richma/502-3-bad-gateway-the-operation-timed-out-with-iis-application-request-routing-arr");
}
