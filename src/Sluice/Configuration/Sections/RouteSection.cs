using Sluice.Configuration.Binding;
using Sluice.Relay;

namespace Sluice.Configuration.Sections;

/// <summary>A route: which models, served by whom.</summary>
internal static class RouteSection
{
    public static Value<OnError> OnErrorValue { get; } = Scalars.Choice(("event", OnError.Event), ("abort", OnError.Abort));

    static Section<CandidateOptions> Candidate { get; } = new Section<CandidateOptions>(() => new CandidateOptions("", null))
        .Required("provider", Scalars.Text("the name of a provider"), (c, v) => c with { Provider = v })
        .Optional("model", Scalars.Text("the model's name at the provider", WrongUpstreamModel), (c, v) => c with { Model = v })
        .Hint("name", "provider").Hint("type", "provider");

    static Section<RouteOptions> Keys { get; } = new Section<RouteOptions>(() => new RouteOptions { Model = "", Candidates = [] })
        .Required("model", Scalars.Text("a model's name, or a pattern with *", WrongName), (r, v) => r with { Model = v })
        .Required("candidates",
            new ListValue<CandidateOptions>(
                new SectionValue<CandidateOptions>(Candidate, "a mapping such as { provider: openai, model: gpt-4o-mini }"),
                "a list such as [ { provider: openai, model: gpt-4o-mini } ]"),
            (r, v) => r with { Candidates = v })
        .Part("timeouts", TimeoutSection.Keys, r => r.Timeouts, (r, v) => r with { Timeouts = v })
        .Optional("on_error", OnErrorValue, (r, v) => r with { OnError = v })
        .Hint("name", "model").Hint("match", "model").Hint("pattern", "model").Hint("provider", "candidates").Hint("targets", "candidates")
        .Hint("fallback", "candidates").Hint("fallbacks", "candidates");

    /// <summary>Routes that inherit what the gateway sets for all.</summary>
    public static Value<IReadOnlyList<RouteOptions>> Inheriting(GatewayOptions gateway) => new ListValue<RouteOptions>(
        new SectionValue<RouteOptions>(Keys, () => Keys.Seed() with { Timeouts = gateway.Timeouts, OnError = gateway.OnError }),
        "a list of routes, each with model and candidates");

    static string? WrongName(string text) => text.Any(char.IsControl) ? "it holds a line break or another control character" : null;

    static string? WrongUpstreamModel(string text) =>
        text.Contains('*') ? "it goes upstream as it is, so it cannot hold a *: leave it out to send the client's name" : WrongName(text);
}
