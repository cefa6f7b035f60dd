using Sluice.Configuration.Binding;

namespace Sluice.Configuration.Sections;

/// <summary>The reference stream that the gateway itself serves.</summary>
internal static class OriginSection
{
    public static Section<OriginOptions> Keys { get; } = new Section<OriginOptions>(() => OriginOptions.Default)
        .Optional("enabled", Scalars.Boolean, (o, v) => o with { Enabled = v })
        .Optional("duration", Scalars.Duration, (o, v) => o with { Limits = o.Limits with { Duration = v } })
        .Optional("events", Scalars.Count, (o, v) => o with { Limits = o.Limits with { Events = v } })
        .Optional("event_bytes", Scalars.Size, (o, v) => o with { Limits = o.Limits with { EventBytes = (int)v } })
        .Optional("stream_bytes", Scalars.Size, (o, v) => o with { Limits = o.Limits with { StreamBytes = v } })
        .Optional("streams", Scalars.Count, (o, v) => o with { Limits = o.Limits with { Streams = v } })
        .Optional("per_minute", Scalars.Count, (o, v) => o with { Limits = o.Limits with { PerMinute = v } })
        .Hint("on", "enabled").Hint("max_duration", "duration").Hint("max_streams", "streams").Hint("rate", "per_minute").Hint("count", "events").Hint("size", "event_bytes");
}
