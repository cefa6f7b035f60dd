using Microsoft.Extensions.Logging;
using Sluice.Configuration.Binding;
using Sluice.Configuration.Yaml;

namespace Sluice.Configuration.Sections;

/// <summary>The whole file: its keys, from top to bottom.</summary>
internal static class GatewaySection
{
    // 'tls' stands before the addresses that may use it, 'timeouts' and 'on_error' before the routes that inherit them.
    public static Section<GatewayOptions> Keys { get; } = new Section<GatewayOptions>(() => new GatewayOptions())
        .Optional("tls", DefaultTlsValue.Instance, (o, _) => o)
        .Optional("listen", ListenValue.Api, (o, v) => o with { Listen = v })
        .Optional("admin_listen", ListenValue.Admin, (o, v) => o with { AdminListen = v.Address })
        .Optional("api_keys", ApiKeysValue.Instance, (o, v) => o with { ApiKeys = v })
        .Optional("providers", ProviderSection.Named, (o, v) => o with { Providers = v })
        .Part("timeouts", TimeoutSection.Keys, o => o.Timeouts, (o, v) => o with { Timeouts = v })
        .Optional("on_error", RouteSection.OnErrorValue, (o, v) => o with { OnError = v })
        .Optional("routes", RouteSection.Inheriting, (o, v) => o with { Routes = v })
        .Part("heartbeat", Heartbeat, o => o.Heartbeat, (o, v) => o with { Heartbeat = v })
        .Part("limits", Limits, o => o.Limits, (o, v) => o with { Limits = v })
        .Part("drain", Drain, o => o.Drain, (o, v) => o with { Drain = v })
        .Part("log", Log, o => o.Log, (o, v) => o with { Log = v })
        .Part("origin", OriginSection.Keys, o => o.Origin, (o, v) => o with { Origin = v })
        .Part("forward_proxy", ForwardProxySection.Keys, _ => new ForwardProxyOptions(), (o, v) => o with { ForwardProxy = v })
        .Hint("address", "listen").Hint("bind", "listen").Hint("port", "listen").Hint("server", "listen")
        .Hint("admin", "admin_listen").Hint("keys", "api_keys").Hint("master_key", "api_keys")
        .Hint("models", "routes").Hint("model_list", "routes").Hint("upstreams", "providers").Hint("backends", "providers")
        .Hint("logging", "log").Hint("shutdown", "drain").Hint("proxy", "forward_proxy");

    static Section<HeartbeatOptions> Heartbeat => new Section<HeartbeatOptions>(() => HeartbeatOptions.Default)
        .Optional("interval", Scalars.DurationOrOff, (h, v) => h with { Interval = v })
        .Optional("commit_after", Scalars.DurationOrZero, (h, v) => h with { CommitAfter = v })
        .Optional("form", Scalars.Choice(("comment", HeartbeatForm.Comment), ("data", HeartbeatForm.Data)), (h, v) => h with { Form = v });

    static Section<LimitOptions> Limits => new Section<LimitOptions>(() => LimitOptions.Default)
        .Optional("request_body", Scalars.Size, (l, v) => l with { RequestBody = v })
        .Optional("streams", Scalars.CountOrAuto, (l, v) => l with { Streams = v })
        .Optional("event", Scalars.Size, (l, v) => l with { Event = v });

    static Section<DrainOptions> Drain => new Section<DrainOptions>(() => DrainOptions.Default)
        .Optional("propagation", Scalars.DurationOrZero, (d, v) => d with { Propagation = v })
        .Optional("deadline", Scalars.DurationOrZero, (d, v) => d with { Deadline = v });

    static Section<LogOptions> Log => new Section<LogOptions>(() => LogOptions.Default)
        .Optional("format", Scalars.Choice(("json", LogFormat.Json), ("text", LogFormat.Text)), (l, v) => l with { Format = v })
        .Optional("level", LogLevels, (l, v) => l with { Level = v });

    static Value<LogLevel> LogLevels => Scalars.Choice(("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("info", LogLevel.Information),
        ("warning", LogLevel.Warning), ("error", LogLevel.Error), ("information", LogLevel.Information), ("warn", LogLevel.Warning));

    /// <summary>Options of a whole document, with what follows from keys that are absent.</summary>
    public static GatewayOptions Read(YamlMapping document, Reading reading)
    {
        var options = Keys.Read(document, Keys.Seed(), reading);
        if (!reading.Has("listen") && reading.DefaultTls is { } tls)
            options = options with { Listen = [.. options.Listen.Select(listen => listen with { Tls = tls })] };
        if (options.Routes.Count == 0 && !reading.Has("routes") && options.Providers.Count > 0)
            options = options with { Routes = [CatchAll(options)] };
        if (options.ForwardProxy is { } proxy)
            options = options with { ForwardProxy = WithPaths(proxy, reading.Directory) };
        return options;
    }

    // Only the defaults are still relative here.
    static ForwardProxyOptions WithPaths(ForwardProxyOptions proxy, string directory) => proxy with
    {
        CaCertificateFile = Path.GetFullPath(proxy.CaCertificateFile, directory),
        CaKeyFile = Path.GetFullPath(proxy.CaKeyFile, directory),
    };

    static RouteOptions CatchAll(GatewayOptions options) => new()
    {
        Model = "*",
        Candidates = [new CandidateOptions(options.Providers[0].Name, null)],
        Timeouts = options.Timeouts,
        OnError = options.OnError,
    };
}
