using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>The reference stream inside a gateway: absent unless enabled, and never more than its limits.</summary>
public sealed class OriginTests
{
    const string Provider = "providers:\n  mock: { type: openai-compatible, base_url: \"http://127.0.0.1:9\" }\n";

    [Fact]
    public async Task A_gateway_serves_no_reference_stream_unless_it_is_told_to()
    {
        await using var gateway = await TestGateway.StartAsync(Provider);
        Assert.Equal(404, (await gateway.SendAsync(Ask())).Status);
    }

    [Fact]
    public async Task An_enabled_reference_stream_carries_stamps()
    {
        await using var gateway = await TestGateway.StartAsync(Provider + "origin: { enabled: true }");
        var answer = await gateway.SendAsync(Ask("/sluice/origin?count=3&interval=1ms"));
        Assert.Equal(200, answer.Status);
        Assert.Equal(3, answer.Body.AsSpan().Count("sluice-origin:1:"u8));
    }

    [Fact]
    public async Task The_reference_stream_is_for_holders_of_a_key()
    {
        await using var gateway = await TestGateway.StartAsync(Provider + "api_keys: [ secret ]\norigin: { enabled: true }");
        Assert.Equal(401, (await gateway.SendAsync(Ask())).Status);
        Assert.Equal(200, (await gateway.SendAsync(new RawRequest("GET", "/sluice/origin?count=1") { Headers = [("authorization", "Bearer secret")] })).Status);
    }

    [Theory]
    [InlineData("count=2001", "2001 events")]
    [InlineData("size=70000&count=1", "70000 bytes")]
    [InlineData("size=60000&count=20", "1200000 bytes in all")]
    [InlineData("silence=3m@1&count=2", "180 s")]
    [InlineData("framing=close", "address of its own")]
    public async Task What_exceeds_a_limit_is_refused_by_name(string query, string named)
    {
        await using var gateway = await TestGateway.StartAsync(Provider + "origin: { enabled: true }");
        var answer = await gateway.SendAsync(Ask($"/sluice/origin?{query}"));
        Assert.Equal(400, answer.Status);
        Assert.Contains(named, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_streams_than_a_minute_may_have_are_refused_and_told_when_to_come_back()
    {
        await using var gateway = await TestGateway.StartAsync(Provider + "origin: { enabled: true, per_minute: 2 }");
        Assert.Equal(200, (await gateway.SendAsync(Ask())).Status);
        Assert.Equal(200, (await gateway.SendAsync(Ask())).Status);
        var third = await gateway.SendAsync(Ask());
        Assert.Equal(429, third.Status);
        Assert.InRange(int.Parse(third.Headers["retry-after"]!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
    }

    [Fact]
    public async Task More_streams_than_may_be_open_are_refused()
    {
        await using var gateway = await TestGateway.StartAsync(Provider + "origin: { enabled: true, streams: 1 }");
        await using var open = await gateway.OpenAsync(Ask("/sluice/origin?silence=60s@1&count=2"));
        await open.ReadHeadAsync();
        Assert.Equal(503, (await gateway.SendAsync(Ask())).Status);
    }

    static RawRequest Ask(string target = "/sluice/origin?count=1") => new("GET", target);
}
