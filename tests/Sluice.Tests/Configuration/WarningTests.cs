using Sluice.Configuration;

namespace Sluice.Tests.Configuration;

public sealed class WarningTests
{
    [Theory]
    [InlineData("providers: { a: { type: openai } }", 1, "providers.a", "no api_key for a provider of type openai")]
    [InlineData("providers:\n  a: { type: anthropic, api_key: \"${NONE:-}\" }",
        2, "providers.a.api_key", "no api_key for a provider of type anthropic")]
    [InlineData("log: { level: info }", 0, "providers", "no providers")]
    [InlineData("providers: {}", 1, "providers", "no providers")]
    public void What_can_be_served_and_was_hardly_meant_is_a_warning(string yaml, int line, string key, string message) =>
        Warns(yaml, line, key, message);

    [Theory]
    [InlineData("routes:\n- { model: \"*\", candidates: [ { provider: local } ] }\n- { model: a, candidates: [ { provider: local } ] }",
        4, "routes[1].model", "routes[0], '*'")]
    [InlineData("routes:\n- { model: a, candidates: [ { provider: local } ] }\n- { model: a, candidates: [ { provider: local } ] }",
        4, "routes[1].model", "routes[0], 'a'")]
    [InlineData("routes:\n- { model: a, candidates: [ { provider: local, model: x }, { provider: local, model: x } ] }",
        3, "routes[0].candidates[1].provider", "tried twice")]
    [InlineData("timeouts: { first_token: 5s }\nheartbeat: { commit_after: 10s }", 2, "timeouts.first_token", "first_token (5s)")]
    [InlineData("timeouts: { total: 5s, idle: 1m }", 2, "timeouts.idle", "total (5s)")]
    [InlineData("forward_proxy: { policy: /nowhere/policy.yaml }", 2, "forward_proxy.policy", "'/nowhere/policy.yaml' does not exist")]
    public void What_contradicts_itself_is_a_warning(string yaml, int line, string key, string message) =>
        Warns(Config.Provider + yaml, line, key, message);

    [Theory]
    [InlineData("routes:\n- { model: a, candidates: [ { provider: local } ] }\n- { model: \"*\", candidates: [ { provider: local } ] }")]
    [InlineData("routes:\n- { model: a, candidates: [ { provider: local, model: x }, { provider: local, model: y } ] }")]
    [InlineData("timeouts: { first_token: 5s }")]
    [InlineData("timeouts: { first_token: 5s }\nheartbeat: { commit_after: 10s, interval: off }")]
    [InlineData("timeouts: { total: 10m }")]
    [InlineData("timeouts: { total: 5s }")]
    public void What_is_sound_is_no_warning(string yaml) => Assert.Empty(Config.Read(Config.Provider + yaml).Findings);

    [Fact]
    public void A_header_may_be_the_credential() =>
        Assert.Empty(Config.Read("providers: { a: { type: openai, headers: { Authorization: Bearer x } } }").Findings);

    static void Warns(string yaml, int line, string key, string message)
    {
        var result = Config.Read(yaml);
        Assert.True(result.Succeeded);
        var warning = Assert.Single(result.Findings);
        Assert.Equal(FindingSeverity.Warning, warning.Severity);
        Assert.Equal((line, key), (warning.Line, warning.Key));
        Assert.Contains(message, warning.Message, StringComparison.Ordinal);
    }
}
