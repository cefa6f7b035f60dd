using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Sluice.Configuration;
using Sluice.Relay;
using Sluice.Telemetry;

namespace Sluice.Tests.Docs;

/// <summary>The names of the exchange line are those that docs/architecture.md tells operators.</summary>
public sealed partial class LogLineTests
{
    [Fact]
    public void The_documented_fields_are_the_written_ones_in_their_order()
    {
        var section = Documents.Read("docs/architecture.md").Split("## The log line\n")[1];
        var sentence = section[..section.IndexOf(". ", StringComparison.Ordinal)];
        Assert.Equal(Written(), Name().Matches(sentence).Select(m => m.Groups[1].Value));
    }

    static string[] Written()
    {
        var options = ConfigurationReader.Read("listen: 127.0.0.1:0\n", "test.yaml", _ => null).Options!;
        using var wheel = new TimingWheel(TimeProvider.System, TimeSpan.FromMilliseconds(20));
        var exchange = new Exchange(new DefaultHttpContext(), new GatewaySnapshot(options), TimeProvider.System, wheel);
        using var json = JsonDocument.Parse(ExchangeLog.Write(exchange));
        return [.. json.RootElement.EnumerateObject().Select(member => member.Name)];
    }

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Name();
}
