using Sluice.Configuration.Binding;
using Sluice.Relay;

namespace Sluice.Configuration.Sections;

/// <summary>The clocks of an exchange, for the gateway and for one route.</summary>
internal static class TimeoutSection
{
    public static Section<TimeoutOptions> Keys { get; } = new Section<TimeoutOptions>(() => TimeoutOptions.Default)
        .Optional("connect", Scalars.DurationOrOff, (t, v) => t with { Connect = v })
        .Optional("first_token", Scalars.DurationOrOff, (t, v) => t with { FirstToken = v })
        .Optional("idle", Scalars.DurationOrOff, (t, v) => t with { Idle = v })
        .Optional("progress", Scalars.DurationOrOff, (t, v) => t with { Progress = v })
        .Optional("total", Scalars.DurationOrOff, (t, v) => t with { Total = v })
        .Optional("client_write", Scalars.DurationOrOff, (t, v) => t with { ClientWrite = v })
        .Hint("ttft", "first_token").Hint("first_byte", "first_token").Hint("read", "idle")
        .Hint("write", "client_write").Hint("request", "total");
}
