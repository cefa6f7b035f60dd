using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Caddy.Rules;

internal sealed class ResponseHeaderTimeout() : CaddyTimerRule(new RuleInfo
{
    Id = "GW1205",
    Product = Product.Caddy,
    Title = "Caddy gives up on upstreams that think before they answer",
    Severity = Severity.Warning,
    Flags = "response_header_timeout of the HTTP transport of a reverse_proxy below 120 s (info) or 60 s (warning). Caddy's default is no limit.",
    Why = "Many servers send their headers with the first token. Until then this clock runs, and the client gets a 504 without a single token.",
    Fix = "response_header_timeout 5m",
    Changes = "Slow starts survive; an upstream that never answers is noticed later.",
    Evidence = [Measurements.CaddyHeaderTimeout, FailureModes.T02],
    Mechanical = true,
}, TimerKind.FirstByte, "response_header_timeout", inTransport: true);
