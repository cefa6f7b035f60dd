using System.Text.RegularExpressions;
using Sluice.Configuration;

namespace Sluice.Tests.Configuration;

public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_key_is_documented_and_every_documented_key_exists()
    {
        var documented = TableKey().Matches(Keys()).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(ConfigurationReader.Keys.Order(), documented.Order());
    }

    [Fact]
    public void Every_yaml_block_can_be_served()
    {
        var blocks = YamlBlock().Matches(Config.Documentation).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(3, blocks.Count);
        foreach (var block in blocks)
        {
            // The certificate of the third block is the reader's to make.
            var yaml = block.Replace("tls: { cert: ./gateway.pem, key: ./gateway.key }", "", StringComparison.Ordinal);
            var result = Config.Read(yaml, ("SLUICE_KEY", "client-key"), ("OPENAI_API_KEY", "upstream-key"));
            Assert.True(result.Succeeded, string.Join('\n', result.Findings));
        }
    }

    [Fact]
    public void The_complete_file_states_the_defaults()
    {
        var complete = YamlBlock().Match(Config.Documentation).Groups[1].Value;
        var options = Config.Valid(complete, ("SLUICE_KEY", "client-key"), ("OPENAI_API_KEY", "upstream-key"));
        var defaults = new GatewayOptions();
        Assert.Equal(defaults.Listen, options.Listen);
        Assert.Equal(defaults.AdminListen, options.AdminListen);
        Assert.Equal(defaults.Timeouts, options.Timeouts);
        Assert.Equal(defaults.Heartbeat, options.Heartbeat);
        Assert.Equal(defaults.Limits, options.Limits);
        Assert.Equal(defaults.Drain, options.Drain);
        Assert.Equal(defaults.Log, options.Log);
        Assert.Equal(defaults.OnError, options.OnError);
        Assert.Equal(defaults.Origin, options.Origin);
        Assert.Equal(new ForwardProxyOptions().Listen, options.ForwardProxy?.Listen);
    }

    [Fact]
    public void The_findings_shown_are_those_that_the_reader_makes()
    {
        var shown = Config.Documentation.Split("## Findings")[1].Split("```")[1].Trim().Split('\n');
        var providers = new string('\n', 9) + "providers:\n  local:\n    base_url:   localhost:9999\n    type: openai-compatible\n";
        Assert.Contains(shown[0], Config.Read(providers).Findings.Select(f => f.ToString()));
        var routes = Config.Provider + new string('\n', 14) + "routes:\n    - model: a\n      candidats: []";
        Assert.Contains(shown[1], Config.Read(routes).Findings.Select(f => f.ToString()));
    }

    static string Keys() => Config.Documentation.Split("## Keys")[1].Split("## Values")[0];

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableKey();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
