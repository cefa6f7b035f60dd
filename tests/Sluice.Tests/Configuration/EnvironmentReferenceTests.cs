using Sluice.Configuration;

namespace Sluice.Tests.Configuration;

public sealed class EnvironmentReferenceTests
{
    [Theory]
    [InlineData("${A}", "va")]
    [InlineData("x${A}y${B}z", "xvayvbz")]
    [InlineData("${A:-d}", "va")]
    [InlineData("${NONE:-d}", "d")]
    [InlineData("${EMPTY:-d}", "d")]
    [InlineData("${NONE:-}", "")]
    [InlineData("${NONE:-a:-b}", "a:-b")]
    [InlineData("$$", "$")]
    [InlineData("$${A}", "${A}")]
    [InlineData("$$${A}", "$va")]
    [InlineData("${NONE:-$$5}", "$5")]
    [InlineData("$A", "$A")]
    [InlineData("a$", "a$")]
    [InlineData("5$ ", "5$")]
    public void References_are_replaced(string written, string value) => Assert.Equal(value, Header($"'{written.TrimEnd()}'"));

    [Theory]
    [InlineData("[ ${A}, ${NONE:-x,y}, \"${B}\" ]")]
    [InlineData("[${A},${NONE:-x,y},${B}]")]
    [InlineData("\n  - ${A}\n  - ${NONE:-x,y}\n  - '${B}' # ${NOT} [a]")]
    public void References_need_no_quotes_in_lists(string list) =>
        Assert.Equal(["va", "x,y", "vb"], Config.Valid(Config.Provider + "api_keys: " + list, Variables).ApiKeys);

    [Fact]
    public void A_default_may_hold_what_YAML_takes_for_structure() =>
        Assert.Equal(1, Config.Valid(Config.Provider + "listen: { address: ${NONE:-127.0.0.1:1} }").Listen[0].Address.Port);

    [Fact]
    public void A_value_from_the_environment_is_never_read_as_YAML()
    {
        const string Nasty = "x }, evil: { type: openai # \" ' *a &b !c";
        var options = Config.Valid(Config.Provider + "routes: [ { model: ${M}, candidates: [ { provider: local } ] } ]", ("M", Nasty));
        Assert.Equal(Nasty, Assert.Single(options.Routes).Model);
        Assert.Single(options.Providers);
    }

    [Fact]
    public void A_value_from_the_environment_is_not_replaced_again() =>
        Assert.Equal("${B}", Assert.Single(Config.Valid(Config.Provider + "api_keys: [ ${A} ]", ("A", "${B}"), ("B", "vb")).ApiKeys));

    [Fact]
    public void Words_of_the_file_keep_their_meaning_when_they_come_from_the_environment()
    {
        var options = Config.Valid(Config.Provider + "admin_listen: ${ADMIN}\nlimits: { streams: ${STREAMS:-auto} }", ("ADMIN", "off"));
        Assert.Null(options.AdminListen);
        Assert.Null(options.Limits.Streams);
    }

    [Fact]
    public void Each_variable_that_is_not_set_is_named_even_under_unknown_keys()
    {
        var findings = Config.Read(Config.Provider + "api_keys: [ \"${A}${B}\" ]\nunknown: ${C}").Findings;
        Assert.Equal(4, findings.Count);
        foreach (var variable in new[] { "A", "B", "C" })
            Assert.Contains(findings, f => f.Message.Contains($"environment variable {variable} is not set", StringComparison.Ordinal));
    }

    [Fact]
    public void A_variable_that_is_set_to_nothing_is_not_set() =>
        Assert.Contains("A is not set", Config.Error(Config.Provider + "api_keys: [ ${A} ]", ("A", "")).Message, StringComparison.Ordinal);

    [Fact]
    public void Keys_are_not_replaced() =>
        Assert.Equal("providers[\"${A}\"]", Config.Error("providers:\n  ${A}: { type: anthropic }", ("A", "a")).Key);

    static (string, string)[] Variables => [("A", "va"), ("B", "vb"), ("EMPTY", "")];

    static string Header(string written) =>
        Config.Valid("providers: { a: { type: anthropic, headers: { X-A: " + written + " } } }", Variables).Providers[0].Headers[0].Value;
}
