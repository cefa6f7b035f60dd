using Sluice.Diagnosis.Lint.HAProxy.Rules;
using Sluice.Diagnosis.Lint.Nginx.Rules;

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
        new UpstreamReadTimeout(),
        new ClientSendTimeout(),
        new RetriesNonIdempotent(),
        new UpstreamHttp10(),
        new OtherBufferingOn(),
        new IgnoresClientAbort(),
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
        new BuffersRequest(),
        new RetriesAfterRequest(),
        new HidesTruncationOverHttp2(),
        new HardStop(),
        new ResetsOnClose(),
        new HAProxy.Rules.Http2StreamLimit(),
        new DropsBufferingHeader(),
    ];

    /// <summary>The rules of one kind, in the order of their ids.</summary>
    public static IEnumerable<TRule> Of<TRule>() where TRule : LintRule => All.OfType<TRule>();

    /// <summary>A rule by its id; null where there is none.</summary>
    public static LintRule? Find(string id) => All.FirstOrDefault(rule => rule.Info.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}
