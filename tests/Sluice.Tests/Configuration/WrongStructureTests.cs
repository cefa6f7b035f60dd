using System.Globalization;
using Sluice.Configuration;

namespace Sluice.Tests.Configuration;

/// <summary>What is wrong with keys, with YAML, and with what keys say together.</summary>
public sealed class WrongStructureTests
{
    public static TheoryData<WrongInput> Inputs => new()
    {
        // Unknown keys, with the one that was probably meant
        Provider("listne: 127.0.0.1:1", 2, "listne", "not a known key", "did you mean 'listen'?", "api_keys"),
        Provider("admin-listen: off", 2, "admin-listen", "did you mean 'admin_listen'?"),
        Provider("port: 8080", 2, "port", "did you mean 'listen'?"),
        Provider("first_token: 5s", 2, "first_token", "belongs under 'timeouts' or 'routes[].timeouts'"),
        Provider("zzz: 1", 2, "zzz", "not a known key. Known here: tls, listen"),
        Provider("\"a\\nb\": 1", 2, "[\"a?b\"]", "not a known key"),
        Provider("timeouts:\n  first_tokn: 5s",
            3, "timeouts.first_tokn", "'first_token'", "connect, first_token, idle, progress, total, client_write"),
        Provider("routes:\n  - model: a\n    candidates: [ { provider: local } ]\n    timeout: 5s", 5, "routes[0].timeout", "'timeouts'"),
        new("providers:\n  a:\n    type: openai\n    url: http://x", 4, "providers.a.url", "did you mean 'base_url'?"),

        // The same twice
        Provider("listen: 127.0.0.1:1\nlog: { level: info }\nlisten: 127.0.0.1:2", 4, "listen", "second time", "line 2"),
        new("providers:\n  a: { type: anthropic }\n  a: { type: openai }", 3, "providers.a", "second time", "line 2"),
        new("providers:\n  a: { type: anthropic }\n  A: { type: openai }", 3, "providers.A", "'a' on line 2", "case only"),

        // Parts of YAML that are left out
        new("providers:\n  a: &x { type: anthropic }", 2, "providers.a", "anchor"),
        Provider("routes:\n  - model: *fast\n    candidates: [ { provider: local } ]", 3, "routes[0].model", "alias", "quote the value"),
        new("providers:\n  a:\n    <<: { type: openai }\n    type: openai", 3, "providers.a[\"<<\"]", "merge key"),
        Provider("listen: !!str 127.0.0.1:1", 2, "listen", "tag"),
        Provider("listen: *:8080", 2, "listen", "alias", "quote the value"),
        Provider("---\nlisten: 127.0.0.1:1", 2, "", "second document", "---"),
        Provider("? [ a ]\n: b", 2, "", "plain name"),
        new("- providers", 1, "", "a list", "listen, providers and routes"),
        new("providers", 1, "", "a single value"),

        // Text that is not YAML
        new("providers:\n\ta: 1", 2, "", "tab", "spaces only"),
        new("providers:\n  a: b: c", 2, "", "not valid YAML"),
        new("listen: [::1]:8080", 1, "", "quotes", "\"[::1]:8080\""),
        new("listen:\n  - [::1]:8080", 2, "", "quotes"),
        new("routes:\n  - model: *", 2, "", "has to be in quotes, as in \"*\""),
        new("providers:\n  a: 'x", 2, "", "closing quote"),
        new("providers:\n  a: \"x\\q\"", 2, "", "backslash"),
        new("providers:\n  a: @x", 2, "", "'@' has to be in quotes"),
        new("providers: [ a", 1, "", "not valid YAML"),
        new("providers: { a: 1\nb: 2", 1, "", "not valid YAML"),
        new("providers:\n  a: x\u0000y", 2, "", "U+0000"),
        new("providers:\n  a: x\u0007y", 2, "", "U+0007"),

        // Environment
        Provider("listen: ${PLACE}", 2, "listen", "PLACE is not set", "${PLACE:-default}"),
        Provider("listen: ${PLACE", 2, "listen", "no '}'"),
        Provider("listen: ${}", 2, "listen", "name of a variable"),
        Provider("listen: ${MY PLACE}", 2, "listen", "name of a variable"),
        Provider("listen: \"${A:-${B}}\"", 2, "listen", "default of ${A:-...} is a reference"),

        // Keys that contradict each other
        Provider("listen: 0.0.0.0:8080", 2, "listen", "'0.0.0.0:8080'", "other machines", "add api_keys"),
        Provider("listen: :8080", 2, "listen", "add api_keys"),
        Provider("listen: \"*:8080\"", 2, "listen", "add api_keys"),
        Provider("listen:\n  - 127.0.0.1:80\n  - { address: 10.1.2.3:80 }", 4, "listen[1]", "add api_keys"),
        Provider("api_keys: []\nlisten: 0.0.0.0:8080", 3, "listen", "add api_keys"),
        Provider("admin_listen: 0.0.0.0:8081\napi_keys: [ a ]", 2, "admin_listen", "administration asks for no key", "off"),
        Provider("forward_proxy:\n  listen: 0.0.0.0:3128", 3, "forward_proxy.listen", "allow_remote: true"),
        Provider("listen: [ 127.0.0.1:80, localhost:80 ]", 2, "listen[1]", "listen[0]", "share the port"),
        Provider("listen: [ 127.0.0.1:80, 0.0.0.0:80 ]\napi_keys: [ a ]", 2, "listen[1]", "share the port"),
        Provider("forward_proxy: { listen: 127.0.0.1:8080 }", 2, "forward_proxy.listen", "cannot be bound beside listen"),
        new("routes:\n  - { model: a, candidates: [ { provider: b } ] }", 1, "routes", "no providers"),
        Provider("routes:\n  - { model: a, candidates: [ { provider: locl } ] }",
            3, "routes[0].candidates[0].provider", "'locl'", "did you mean 'local'?", "there are: local"),
        new("listen: 127.0.0.1:9999\n" + Config.Provider, 2, "providers.local.base_url", "gateway's own address (listen)"),
        new("listen: 0.0.0.0:9999\napi_keys: [ a ]\n" + Config.Provider, 3, "providers.local.base_url", "gateway's own address"),
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_wrong_structure_is_one_error_at_its_place(WrongInput input) => input.Verify();

    [Fact]
    public void All_mistakes_are_listed_at_once_in_the_order_of_the_file()
    {
        var result = Config.Read("""
            listen: nowhere
            providers:
              a:
                type: opnai
                base_url: example.com
              b: { type: openai-compatible }
            routes:
              - model: fast
                candidates: [ { provider: a }, { provider: c } ]
              - candidates: []
            timeouts: { connect: 5, idel: 5s }
            api_keys: [ ${MISSING} ]
            """);
        Assert.Null(result.Options);
        Assert.Equal(
            [
                (1, "listen"), (4, "providers.a.type"), (5, "providers.a.base_url"), (6, "providers.b"),
                (9, "routes[0].candidates[1].provider"), (10, "routes[1]"), (10, "routes[1].candidates"), (11, "timeouts.connect"),
                (11, "timeouts.idel"), (12, "api_keys[0]"),
            ],
            result.Findings.Select(f => (f.Line, f.Key)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# providers:\n")]
    [InlineData("---\n")]
    [InlineData("~")]
    public void An_empty_file_is_a_mistake(string yaml) =>
        Assert.Contains("no settings", Config.Error(yaml).Message, StringComparison.Ordinal);

    [Fact]
    public void A_type_that_this_build_does_not_have_is_refused_by_name()
    {
        foreach (var type in Sluice.Configuration.Sections.ProviderTypes.Documented.Except(Sluice.Providers.ProviderCatalog.Types))
        {
            var error = Config.Error($"providers:\n  a: {{ type: {type}, base_url: http://h }}");
            Assert.Equal("providers.a.type", error.Key);
            Assert.Contains("this build does not have that type", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Findings_beyond_the_limit_are_counted_off_and_quickly()
    {
        var yaml = string.Concat(Enumerable.Range(0, 60_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"key{i}: 1\n")));
        var result = Config.Read(yaml);
        Assert.Equal(1001, result.Findings.Count);
        Assert.Contains(result.Findings, f => f.Message.Contains("not listed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[", 1_000_000)]
    [InlineData("{a: ", 250_000)]
    [InlineData("- ", 500_000)]
    [InlineData("? ", 500_000)]
    [InlineData("a: [", 200_000)]
    public void Deep_nesting_is_a_finding(string level, int depth)
    {
        var error = Config.Error(string.Concat(Enumerable.Repeat(level, depth)));
        Assert.True(error.Line > 0);
        Assert.Null(Config.Read(string.Concat(Enumerable.Repeat(level, 33))).Options);
    }

    [Fact]
    public void A_file_of_more_than_a_mebibyte_is_a_finding()
    {
        var text = Config.Provider + new string('#', ConfigurationReader.MaxBytes);
        Assert.Contains("1 MiB", Config.Error(text).Message, StringComparison.Ordinal);
        Assert.NotNull(Config.Read(text[..ConfigurationReader.MaxBytes]).Options);
    }

    // Files as large as they may be: a check that compares each with each takes minutes here.
    public static TheoryData<string, int, string> Crowds => new()
    {
        { "listen:\n" + Repeat(40_000, i => $"- 127.0.{i / 256}.{i % 256}:80\n"), 1, "listen" },
        {
            "forward_proxy:\n  inference_hosts:\n" + Repeat(90_000, i => $"  - h{i}\n") + "  - h0\n",
            1, "forward_proxy.inference_hosts[90000]"
        },
        { "providers:\n" + Repeat(30_000, i => $"  p{i}: {{ type: opnai }}\n"), 1001, "providers.p0.type" },
        {
            "routes:\n" + Repeat(15_000, i => $"- {{ model: \"m{i}*\", candidates: [ {{ provider: locl }} ] }}\n"),
            2001, "routes[0].candidates[0].provider"
        },
        { "api_keys:\n" + Repeat(60_000, i => $"- key{i}\n") + "- key0\n", 1, "api_keys[60000]" },
    };

    [Theory]
    [MemberData(nameof(Crowds))]
    public void A_crowd_of_anything_is_checked(string yaml, int findings, string first)
    {
        var result = Config.Read((first.StartsWith("providers", StringComparison.Ordinal) ? "" : Config.Provider) + yaml);
        Assert.Equal((findings, first), (result.Findings.Count, result.Findings[0].Key));
    }

    static string Repeat(int count, Func<int, FormattableString> line) =>
        string.Concat(Enumerable.Range(0, count).Select(i => FormattableString.Invariant(line(i))));

    static WrongInput Provider(string yaml, int line, string key, params string[] parts) => WrongInput.WithProvider(yaml, line, key, parts);
}
