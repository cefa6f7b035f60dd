using Sluice.Diagnosis.Lint.Apache.Rules;
using Sluice.Diagnosis.Lint.Apim.Rules;
using Sluice.Diagnosis.Lint.Caddy.Rules;
using Sluice.Diagnosis.Lint.Envoy.Rules;
using Sluice.Diagnosis.Lint.HAProxy.Rules;
using Sluice.Diagnosis.Lint.Iis.Rules;
using Sluice.Diagnosis.Lint.Kubernetes.Rules;
using Sluice.Diagnosis.Lint.Nginx.Rules;
using Sluice.Diagnosis.Lint.SluiceFile.Rules;
using Sluice.Diagnosis.Lint.Terraform.Rules;
using Sluice.Diagnosis.Lint.Traefik.Rules;
using Sluice.Diagnosis.Lint.Varnish.Rules;

namespace Sluice.Diagnosis.Lint;

/// <summary>All rules, in the order of their ids. A new rule is one file and one line here; its page and samples are checked by the tests.</summary>
internal static class RuleCatalog
{
    public static IReadOnlyList<LintRule> All { get; } =
    [
        UnreadableSyntax.Instance,

        // GW10: nginx
        new ProxyBufferingOn(),
        new AccelBufferingIgnored(),
        new AccelBufferingOnWrongSide(),
        new GzipOfEventStream(),
        new ProxyCacheOnStream(),
        new Nginx.Rules.UpstreamReadTimeout(),
        new ClientSendTimeout(),
        new RetriesNonIdempotent(),
        new UpstreamHttp10(),
        new OtherBufferingOn(),
        new Nginx.Rules.IgnoresClientAbort(),
        new NoChunkedEncoding(),
        new LuaBodyFilterCollects(),
        new WorkerShutdownTimeout(),
        new Nginx.Rules.Http2StreamLimit(),
        new StreamProxyTimeout(),

        // GW11: HAProxy
        new PlainTextDelay(),
        new ServerTimeout(),
        new TcpClientTimeout(),
        new WaitsForResponseBody(),
        new HAProxy.Rules.BuffersRequest(),
        new HAProxy.Rules.RetriesAfterRequest(),
        new HidesTruncationOverHttp2(),
        new HardStop(),
        new ResetsOnClose(),
        new HAProxy.Rules.Http2StreamLimit(),
        new DropsBufferingHeader(),

        // GW12: Caddy
        new EncodesEventStreams(),
        new Caddy.Rules.BuffersResponse(),
        new Caddy.Rules.BuffersRequest(),
        new Caddy.Rules.UpstreamReadTimeout(),
        new Caddy.Rules.ResponseHeaderTimeout(),
        new ServerWriteTimeout(),
        new Caddy.Rules.RetriesAfterRequest(),
        new Caddy.Rules.GracePeriod(),
        new Caddy.Rules.IgnoresClientAbort(),
        new UpgradedStreamTimeout(),
        new RewritesAnswer(),

        // GW13: Apache httpd
        new NoFlushFromApplication(),
        new FilterCollectsAnswer(),
        new FilterDelaysAnswer(),
        new InspectsResponseBody(),
        new UpstreamTimeout(),
        new IgnoredWorkerParameter(),
        new HidesTruncation(),
        new SpoolsRequest(),
        new GracefulStop(),
        new Apache.Rules.Http2StreamLimit(),

        // GW14: Varnish
        new CollectsBeforeDelivery(),
        new Varnish.Rules.CompressesStreams(),
        new ProcessesEsi(),
        new CachesStreams(),
        new FirstByteTimeout(),
        new BetweenBytesTimeout(),
        new PipesStreams(),
        new CollectsRequestBody(),
        new Varnish.Rules.RetriesPrompts(),

        // GW15: Envoy
        new RouteTimeout(),
        new StreamIdleTimeout(),
        new MaxStreamDuration(),
        new ExternalProcessorBuffers(),
        new LuaReadsBody(),
        new FileSystemBuffer(),
        new Envoy.Rules.BuffersRequest(),
        new Envoy.Rules.RetriesAfterRequest(),
        new Envoy.Rules.PerTryTimeout(),
        new TcpProxyTimeouts(),
        new Envoy.Rules.Http2StreamLimit(),

        // GW16: Traefik
        new BuffersAnswers(),
        new Traefik.Rules.CompressesStreams(),
        new Traefik.Rules.RetriesPrompts(),
        new BreakerCountsStreams(),
        new WriteTimeout(),
        new GraceTimeOut(),
        new Traefik.Rules.ResponseHeaderTimeout(),
        new Traefik.Rules.Http2StreamLimit(),

        // GW17: Kubernetes
        new IngressBuffers(),
        new IngressReadTimeout(),
        new IngressRetries(),
        new ControllerBuffers(),
        new ControllerShutdown(),
        new GatewayTimeout(),
        new MeshTimeout(),
        new RouteRetries(),
        new Kubernetes.Rules.PerTryTimeout(),
        new MeshTcpIdle(),
        new Kubernetes.Rules.GracePeriod(),
        new PreStopTakesAll(),
        new SidecarDrain(),
        new AwsIdleTimeout(),
        new AwsDeregistration(),
        new GoogleBackendTimeout(),
        new KnativeTimeout(),
        new AppGatewayTimeout(),

        // GW18: Terraform, AWS
        new BalancerIdleTimeout(),
        new DeregistrationDelay(),
        new ListenerIdleTimeout(),
        new LambdaBehindBalancer(),
        new RestApiBuffers(),
        new HttpApiBuffers(),
        new ApiGatewayTimeout(),
        new EdgeEndpoint(),
        new FunctionUrlBuffers(),
        new FunctionTimeout(),
        new OriginReadTimeout(),
        new OriginCompletionTimeout(),
        new CachesStream(),

        // GW19: Azure API Management
        new ForwardRequestBuffers(),
        new ForwardRequestTimeout(),
        new ValidatesAnswer(),
        new CachesAnswer(),
        new TransformsAnswer(),
        new ReadsAnswer(),
        new RetriesRequest(),
        new BalancerIdleLimit(),

        // GW20: IIS
        new HandlerBuffers(),
        new HttpPlatformBuffers(),
        new CompressesEventStream(),
        new ProxyResponseBuffer(),
        new ProxyTimeout(),
        new ProgramRequestTimeout(),
        new ProgramShutdown(),
        new FastCgiActivity(),
        new FastCgiRequest(),

        // GW21: Sluice
        new HeartbeatTooSlow(),
        new HeartbeatOff(),
        new CommitTooLate(),
        new DrainDeadline(),
        new FirstTokenClock(),
        new SilenceClock(),
        new TotalClock(),
        new ClientWriteClock(),
        new AbortsOnError(),
        new KilledWhileDraining(),
    ];

    /// <summary>The rules of one kind, in the order of their ids.</summary>
    public static IEnumerable<TRule> Of<TRule>() where TRule : LintRule => All.OfType<TRule>();

    /// <summary>Checks every subject against every rule about its kind.</summary>
    public static void Check<TSubject>(IEnumerable<TSubject> subjects, LintContext context)
    {
        var all = subjects.ToList();
        foreach (var rule in All.OfType<LintRule<TSubject>>())
        {
            foreach (var subject in all)
                context.AddRange(rule.Check(subject, context));
        }
    }

    /// <summary>A rule by its id; null where there is none.</summary>
    public static LintRule? Find(string id) => All.FirstOrDefault(rule => rule.Info.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}
