using Sluice.Diagnosis.Lint;
using Sluice.Diagnosis.Lint.Output;

namespace Sluice.Tests.Diagnosis.Lint;

public sealed class KubernetesTests
{
    [Fact]
    public void A_template_is_not_read_as_a_manifest_and_says_what_to_do()
    {
        var report = Run("chart.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include \"chart.fullname\" . }}\n  {{- with .Values.a }}\n  x: y\n  {{- end }}\n");

        var finding = Assert.Single(report.Findings);
        Assert.Equal(("GW0001", 4), (finding.Rule.Id, finding.Span.Line));
        Assert.Contains("helm template", finding.Message);
    }

    [Fact]
    public void A_file_that_cannot_be_read_does_not_keep_the_others_from_being_judged()
    {
        var files = new MemoryFiles();
        files.Add("a.yaml", "apiVersion: v1\nkind: [\n");
        files.Add("b.yaml", Pod("vllm"));
        var report = new Linter(new(), files).Run(["a.yaml", "b.yaml"]);

        Assert.Equal(["GW0001", "GW1711"], report.Findings.Select(finding => finding.Rule.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("vllm", true)]
    [InlineData("my-litellm-proxy", true)]
    [InlineData("datadog-agent", false)]
    [InlineData("events-archiver", false)]
    [InlineData("postgres", false)]
    public void Pods_are_judged_by_what_they_are_called(string name, bool expected) =>
        Assert.Equal(expected, Run("pod.yaml", Pod(name)).Findings.Any(finding => finding.Rule.Id == "GW1711"));

    [Fact]
    public void Manifests_in_a_list_and_in_json_are_read_as_well()
    {
        Assert.Single(Run("list.yaml", "apiVersion: v1\nkind: List\nitems:\n  - " + Pod("ollama").Replace("\n", "\n    ", StringComparison.Ordinal).TrimEnd() + "\n").Findings);
        var report = Run("pod.json", """{ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "sglang" }, "spec": { "terminationGracePeriodSeconds": 20, "containers": [] } }""");
        Assert.Equal("terminationGracePeriodSeconds", Assert.Single(report.Timers).Setting);
        Assert.Contains("\"terminationGracePeriodSeconds\": 600,", System.Text.Encoding.UTF8.GetString(Patch.Of(report.Files[0].Source, report).Content));
    }

    [Fact]
    public void An_annotation_is_added_where_there_were_none()
    {
        const string Manifest = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: chat\nspec:\n  ingressClassName: nginx.org\n  defaultBackend:\n    service:\n      name: vllm\n";
        var report = Run("ingress.yaml", Manifest);
        var patched = System.Text.Encoding.UTF8.GetString(Patch.Of(report.Files[0].Source, report).Content);

        Assert.Equal(2, report.Findings.Count);
        Assert.Equal(Manifest.Replace("metadata:\n", "metadata:\n  annotations:\n    nginx.org/proxy-buffering: \"False\"\n", StringComparison.Ordinal), patched);
        var again = Run("ingress.yaml", patched);
        Assert.Equal("GW1702", Assert.Single(again.Findings).Rule.Id);
        Assert.Empty(Run("ingress.yaml", System.Text.Encoding.UTF8.GetString(Patch.Of(again.Files[0].Source, again).Content)).Findings);
    }

    [Fact]
    public void A_timeout_that_is_switched_off_or_belongs_to_assets_is_no_finding()
    {
        Assert.Empty(Run("route.yaml", """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: { name: web }
            spec:
              hosts: [ web ]
              http:
                - timeout: 0s
                  route: [ { destination: { host: vllm } } ]
                - match: [ { uri: { prefix: /static } } ]
                  timeout: 3s
                  route: [ { destination: { host: assets } } ]
            """).Findings);
    }

    static string Pod(string name) => $"apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\nspec:\n  containers:\n    - name: main\n      image: registry/main:1\n";

    static LintReport Run(string path, string text)
    {
        var files = new MemoryFiles();
        files.Add(path, text);
        var report = new Linter(new(), files).Run([path]);
        Assert.Empty(report.Failures);
        return report;
    }
}
