using System.Text;
using System.Text.Json;
using Sluice.IntegrationTests.Harness;
using Sluice.Testing;

namespace Sluice.IntegrationTests.Conformance;

/// <summary>Behaviour as data: each folder under <c>tests/golden</c> is a case; see <see cref="GoldenCase"/>.</summary>
/// <remarks>With <c>SLUICE_GOLDEN_ACCEPT=1</c> what comes is written as what is expected.</remarks>
public sealed class GoldenTests(OneGateway one) : IClassFixture<OneGateway>
{
    public static TheoryData<string> Cases { get; } = [.. GoldenCase.All];

    static readonly bool Accepting = Environment.GetEnvironmentVariable("SLUICE_GOLDEN_ACCEPT") == "1";

    [Theory, MemberData(nameof(Cases))]
    public async Task A_case_holds_however_its_bytes_are_cut(string name)
    {
        var golden = GoldenCase.Named(name);
        var random = new Random(7);
        var upstream = golden.Upstream;
        await HoldsAsync(golden, new ResponseScript().EventStream().Write(upstream), Accepting);
        await HoldsAsync(golden, new ResponseScript().EventStream().WriteByteByByte(upstream));
        for (var i = 0; i < 3; i++)
            await HoldsAsync(golden, new ResponseScript().EventStream().WriteSplit(upstream, Sizes(upstream.Length, random)));
    }

    async Task HoldsAsync(GoldenCase golden, ResponseScript script, bool accept = false)
    {
        var path = Wire.Request(golden.Dialect).Target;
        var request = RawRequest.Post(path, Encoding.UTF8.GetString(golden.Request), ("X-Request-Id", "golden"));

        var (answer, sent, line) = await one.ExchangeAsync(request, script);

        if (accept)
            golden.Accept(answer.Body);
        // A terminal event that ends with CR is complete: an LF in a later read is not waited for.
        var body = answer.Text.EndsWith('\r') ? [.. answer.Body, (byte)'\n'] : answer.Body;
        Assert.Equal(Encoding.UTF8.GetString(golden.Downstream), Encoding.UTF8.GetString(body));
        Assert.Equal(golden.Downstream, body);
        if (golden.Sent is { } expected)
            Assert.Equal(Encoding.UTF8.GetString(expected), sent!.BodyText);
        foreach (var member in golden.Exchange.EnumerateObject())
        {
            if (member.Name == "message")
                Assert.Equal(member.Value.GetString(), answer.Ending == StreamEnding.Complete ? "complete" : "incomplete");
            else
                Assert.True(JsonElement.DeepEquals(member.Value, line.GetProperty(member.Name)), $"{member.Name} is {line.GetProperty(member.Name)}, {member.Value} was expected: {line}");
        }
    }

    static int[] Sizes(int length, Random random)
    {
        var sizes = new List<int>();
        for (var left = length; left > 0; left -= sizes[^1])
            sizes.Add(Math.Min(left, random.Next(1, 120)));
        return [.. sizes];
    }
}
