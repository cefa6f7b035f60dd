using Sluice.Relay;

namespace Sluice.Telemetry;

// The label sets of the metrics: values while they are counted, which costs no allocation, and Prometheus' text only when somebody asks.
readonly record struct ProviderLabels(string Provider)
{
    public override string ToString() => $"gen_ai_provider_name=\"{LabelText.Escape(Provider)}\"";
}

readonly record struct AttemptLabels(string Provider, EndOfStream Outcome)
{
    public override string ToString() => $"{new ProviderLabels(Provider)},outcome=\"{Outcome.Name()}\"";
}

readonly record struct RouteLabels(string Route, string Provider)
{
    public override string ToString() => $"route=\"{LabelText.Escape(Route)}\",{new ProviderLabels(Provider)}";
}

readonly record struct ExchangeLabels(RouteLabels Route, EndOfStream Ending)
{
    public override string ToString() => $"{Route},ending=\"{Ending.Name()}\"";
}

readonly record struct ModeLabels(string Mode, string Reason)
{
    public override string ToString() => $"mode=\"{Mode}\",reason=\"{Reason}\"";
}

readonly record struct TokenLabels(RouteLabels Route, string Type, string Source)
{
    public override string ToString() => $"{Route},gen_ai_token_type=\"{Type}\",source=\"{Source}\"";
}

static class LabelText
{
    public static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
