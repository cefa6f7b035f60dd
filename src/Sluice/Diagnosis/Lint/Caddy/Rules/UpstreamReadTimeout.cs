using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Caddy.Rules;

internal sealed class UpstreamReadTimeout() : CaddyTimerRule(new RuleInfo
{
    Id = "GW1204",
    Product = Product.Caddy,
    Title = "Caddy ends streams that are silent for too long, and they look complete",
    Severity = Severity.Error,
    Flags = "read_timeout of the HTTP transport of a reverse_proxy, when it is not at least twice the heartbeat; without a known heartbeat below 120 s (info) or 60 s (warning). Caddy's default is no limit.",
    Why = "The clock runs between two reads from the upstream. When it ends, the client gets a regular end of the answer: nothing tells it that half is missing.",
    Fix = "read_timeout 5m",
    Changes = "Silent streams live longer; an upstream that died without closing its connection is noticed later.",
    Evidence = [Measurements.CaddyReadTimeout, FailureModes.T01, FailureModes.X03],
    Mechanical = true,
}, TimerKind.Idle, "read_timeout", inTransport: true);
