using Sluice.Diagnosis.Lint;

namespace Sluice.Tests.Diagnosis.Lint;

/// <summary>Policies as people write them in the portal: C# with quotes, comments and comparisons in attributes.</summary>
public sealed class ApimTests
{
    [Fact]
    public void A_policy_with_code_in_its_attributes_is_read()
    {
        var found = Run("""
            <inbound>
                <set-variable name="backends" value="@{
                    // ---- the first } that's not ours: "name" ----
                    var all = JArray.Parse((string)context.Variables["config"]);
                    for (int i = 0; i < all.Count && i >= 0; i++) { all[i]["busy"] = false; }
                    return all;
                }" />
                <choose>
                    <when condition="@(context.Variables.ContainsKey("backends") == false)">
                        <set-body>@{ return "{\"a\": '}'}"; }</set-body>
                    </when>
                </choose>
            </inbound>
            <backend>
                <retry condition="@(context.Response != null && (context.Response.StatusCode == 429 || context.Response.StatusCode >= 500))" count="50" interval="0">
                    <forward-request buffer-request-body="true" />
                </retry>
            </backend>
            """);
        Assert.Equal(["GW1901:17", "GW1907:16"], found);
    }

    [Theory]
    [InlineData("""<when condition="@(context.Response.StatusCode == 200)">""", true)]
    [InlineData("""<when condition="@(context.Response.StatusCode < 300)">""", true)]
    [InlineData("""<when condition="@(context.Response.StatusCode &lt; 300)">""", true)]
    [InlineData("""<when condition="@(context.Response.StatusCode >= 400)">""", false)]
    [InlineData("""<when condition="@(context.Response.StatusCode != 200)">""", false)]
    [InlineData("""<when condition="@(!context.Variables.GetValueOrDefault<bool>("isStream"))">""", false)]
    public void A_body_that_is_read_only_for_errors_or_only_without_streams_is_no_finding(string when, bool expected)
    {
        var found = Run($"<outbound><choose>{when}<log-to-eventhub logger-id=\"l\">@(context.Response.Body?.As<string>(true))</log-to-eventhub></when></choose></outbound>");
        Assert.Equal(expected ? ["GW1906:2"] : [], found);
    }

    [Fact]
    public void An_answer_that_the_policy_makes_up_is_no_finding() => Assert.Empty(Run("""
        <outbound><return-response><set-status code="200" /><set-body>@(context.Response.Body.As<string>())</set-body></return-response></outbound>
        """));

    [Fact]
    public void A_scope_that_takes_over_the_one_above_is_no_finding() => Assert.Empty(Run("<inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound>"));

    static IEnumerable<string> Run(string sections)
    {
        var files = new MemoryFiles();
        files.Add("policy.xml", $"<policies>\n{sections}\n</policies>\n");
        var report = new Linter(new(), files).Run(["policy.xml"]);
        Assert.Empty(report.Failures);
        return report.Findings.Select(finding => $"{finding.Rule.Id}:{finding.Span.Line}").Order(StringComparer.Ordinal);
    }
}
