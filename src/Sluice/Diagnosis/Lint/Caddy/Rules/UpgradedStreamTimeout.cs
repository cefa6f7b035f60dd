using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Caddy.Rules;

internal sealed class UpgradedStreamTimeout() : CaddyTimerRule(new RuleInfo
{
    Id = "GW1210",
    Product = Product.Caddy,
    Title = "Caddy closes WebSocket streams after a fixed time",
    Severity = Severity.Warning,
    Flags = "stream_timeout of a reverse_proxy below the longest stream; where that is not known, below 10 minutes. Caddy's default is no limit. Plain HTTP streams are not affected.",
    Why = "Realtime APIs stream over WebSockets. The clock runs from the start of the connection, and nothing that is sent resets it.",
    Fix = "stream_timeout 15m",
    Changes = "Long sessions survive.",
    Evidence = [FailureModes.T03, Sources.CaddyProxy],
    Mechanical = true,
}, TimerKind.Total, "stream_timeout", inTransport: false);
