using Sluice.Listeners;

namespace Sluice.Tests.Listeners;

public sealed class InferenceHostPolicyTests
{
    readonly InferenceHostPolicy _policy = new(["Inference.Local.", "::1"], host => host != "::1");

    [Fact]
    public async Task A_connect_to_an_inference_host_on_443_is_intercepted() =>
        Assert.Same(ConnectDecision.Intercept, await DecideAsync(ProxyRequestForm.Connect, "inference.local", 443));

    [Fact]
    public async Task A_host_without_routes_cannot_be_served()
    {
        var decision = Assert.IsType<ConnectDecision.Unavailable>(await DecideAsync(ProxyRequestForm.Connect, "::1", 443));
        Assert.Equal(("inference_not_configured", "no_routes"), (decision.Error, decision.Reason));
    }

    [Theory]
    [InlineData(ProxyRequestForm.Connect, "inference.local", 80, "inference_port")]
    [InlineData(ProxyRequestForm.Connect, "example.com", 443, "no_policy")]
    [InlineData(ProxyRequestForm.Connect, "notinference.local", 443, "no_policy")]
    [InlineData(ProxyRequestForm.Connect, "inference.local.evil.example", 443, "no_policy")]
    [InlineData(ProxyRequestForm.Absolute, "inference.local", 443, "plain_http")]
    [InlineData(ProxyRequestForm.Absolute, "inference.local", 80, "plain_http")]
    [InlineData(ProxyRequestForm.Absolute, "example.com", 80, "no_policy")]
    [InlineData(ProxyRequestForm.Origin, "inference.local", 443, "not_a_proxy_request")]
    [InlineData(ProxyRequestForm.Origin, null, null, "not_a_proxy_request")]
    public async Task Everything_else_is_denied_and_told_what_is_allowed(ProxyRequestForm form, string? host, int? port, string reason)
    {
        var decision = Assert.IsType<ConnectDecision.Denied>(await DecideAsync(form, host, port));
        Assert.Equal(reason, decision.Reason);
        Assert.Contains("CONNECT to [::1]:443, inference.local:443", decision.Detail);
    }

    [Fact]
    public void A_configured_host_that_is_none_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => new InferenceHostPolicy(["http://inference.local"], _ => true));
        Assert.Contains("'http://inference.local' in forward_proxy.inference_hosts", error.Message);
    }

    ValueTask<ConnectDecision> DecideAsync(ProxyRequestForm form, string? host, int? port) =>
        _policy.DecideAsync(new ProxyRequest(form, "M", host, port), CancellationToken.None);
}
