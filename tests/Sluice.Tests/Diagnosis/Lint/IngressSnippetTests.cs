using Sluice.Diagnosis.Lint;
using Sluice.Diagnosis.Lint.Output;

namespace Sluice.Tests.Diagnosis.Lint;

/// <summary>nginx inside of YAML: judged by nginx's rules, reported at the manifest's lines.</summary>
public sealed class IngressSnippetTests
{
    const string Head = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: chat\n  annotations:\n    nginx.ingress.kubernetes.io/proxy-read-timeout: \"600\"\n";
    const string Tail = "\nspec:\n  ingressClassName: nginx\n  rules:\n    - http:\n        paths:\n          - path: /v1/chat\n            backend: { service: { name: vllm, port: { number: 80 } } }\n";

    [Theory]
    [InlineData("    nginx.ingress.kubernetes.io/configuration-snippet: |\n      proxy_http_version 1.1;\n      proxy_ignore_client_abort on;", 9, 7)]
    [InlineData("    nginx.ingress.kubernetes.io/configuration-snippet: |-\n\n      proxy_ignore_client_abort on;\n", 9, 7)]
    [InlineData("    nginx.ingress.kubernetes.io/server-snippet: proxy_ignore_client_abort on;", 7, 49)]
    [InlineData("    nginx.ingress.kubernetes.io/server-snippet: \"proxy_ignore_client_abort on;\"", 7, 50)]
    public void A_finding_stands_at_its_line_of_the_manifest(string annotation, int line, int column)
    {
        var finding = Assert.Single(Run(annotation).Findings);

        Assert.Equal("GW1011", finding.Rule.Id);
        Assert.Equal((line, column), (finding.Span.Line, finding.Span.Column));
        Assert.Equal(["Ingress chat > /v1/chat"], finding.Routes);
    }

    [Fact]
    public void A_fix_edits_the_snippet_in_place()
    {
        const string Annotation = "    nginx.ingress.kubernetes.io/configuration-snippet: |\n      proxy_read_timeout 20s;";
        var report = Run(Annotation);

        Assert.Equal("GW1006", Assert.Single(report.Findings).Rule.Id);
        var patched = System.Text.Encoding.UTF8.GetString(Patch.Of(report.Files[0].Source, report).Content);
        Assert.Equal(Head + Annotation.Replace("20s", "5m", StringComparison.Ordinal) + Tail, patched);
    }

    [Fact]
    public void A_mistake_in_a_snippet_is_said_where_it_is()
    {
        var finding = Assert.Single(Run("    nginx.ingress.kubernetes.io/configuration-snippet: |\n      location /x {\n        return 200;\n").Findings);

        Assert.Equal("GW0001", finding.Rule.Id);
        Assert.Equal(8, finding.Span.Line);
        Assert.Contains("never closed", finding.Message);
    }

    [Fact]
    public void What_ingress_nginx_itself_writes_is_not_reported()
    {
        Assert.Empty(Run("    nginx.ingress.kubernetes.io/configuration-snippet: |\n      more_set_headers \"X-A: b\";").Findings);
    }

    static LintReport Run(string annotation)
    {
        var files = new MemoryFiles();
        files.Add("ingress.yaml", Head + annotation + Tail);
        var report = new Linter(new(), files).Run(["ingress.yaml"]);
        Assert.Empty(report.Failures);
        return report;
    }
}
