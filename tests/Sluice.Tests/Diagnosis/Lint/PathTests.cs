using Sluice.Diagnosis.Lint;
using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Tests.Diagnosis.Lint;

/// <summary>Files of several products in one run are one path, and are judged as one.</summary>
public sealed class PathTests
{
    const string Nginx = """
        http {
            server {
                location /v1/ {
                    proxy_pass http://sluice;
                    proxy_buffering off;
                    proxy_http_version 1.1;
                    proxy_read_timeout 90s;
                }
            }
        }
        """;

    const string Balancer = """
        resource "aws_lb" "chat" {
          idle_timeout = 40
        }

        resource "aws_lb_target_group" "chat" {
          deregistration_delay = 120
        }
        """;

    const string Pods = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: sluice
        spec:
          template:
            spec:
              terminationGracePeriodSeconds: 700
              containers:
                - name: sluice
                  image: sluice:1
        """;

    const string Sluice = """
        providers:
          local: { type: vllm, base_url: "http://10.0.0.1:8000" }
        heartbeat:
          interval: 30s
        drain:
          deadline: 650s
        """;

    [Fact]
    public void The_tightest_timer_of_each_kind_is_found_across_products()
    {
        var report = Run(new() { Heartbeat = TimeSpan.FromSeconds(15), LongestStream = TimeSpan.FromMinutes(10) });

        var summary = PathSummary.Of(report).ToDictionary(entry => entry.Timer.Kind, entry => entry);
        Assert.Equal(("idle_timeout", Product.Terraform), (summary[TimerKind.Idle].Timer.Setting, summary[TimerKind.Idle].Timer.Product));
        Assert.Equal("the heartbeat of 15s keeps it open", summary[TimerKind.Idle].Consequence);
        Assert.Equal(("deregistration_delay", TimeSpan.FromSeconds(120)), (summary[TimerKind.Drain].Timer.Setting, summary[TimerKind.Drain].Timer.Limit));
        Assert.Equal("too short for the longest stream, 10m", summary[TimerKind.Drain].Consequence);
    }

    [Fact]
    public void Timers_are_judged_by_what_the_streams_need_and_by_nothing_else()
    {
        var report = Run(new() { Heartbeat = TimeSpan.FromSeconds(15), LongestStream = TimeSpan.FromMinutes(10) });

        // 90 s and 40 s bear a heartbeat of 15 s, which the sluice.yaml of 30 s does not keep; 120 s of drain are too few.
        Assert.Equal(["GW1802 chat.tf", "GW2101 sluice.yaml"], Found(report));
    }

    [Fact]
    public void The_heartbeat_of_a_sluice_yaml_is_what_the_others_are_judged_by()
    {
        var report = Run(new());

        Assert.Equal(TimeSpan.FromSeconds(30), report.Budget.Heartbeat);
        Assert.Contains(report.Notes, note => note.Contains("sluice.yaml:4", StringComparison.Ordinal));
        Assert.Equal(["GW1801 chat.tf", "GW1802 chat.tf", "GW2101 sluice.yaml"], Found(report));
        Assert.Equal(Severity.Warning, report.Findings.Single(finding => finding.Rule.Id == "GW1801").Severity);
    }

    [Fact]
    public void A_fix_of_the_heartbeat_satisfies_the_path()
    {
        var report = Run(new(), Sluice.Replace("interval: 30s", "interval: 13s", StringComparison.Ordinal));
        Assert.Equal(["GW1802 chat.tf"], Found(report));
    }

    [Fact]
    public void A_route_in_one_manifest_tells_that_pods_in_another_carry_streams()
    {
        var files = new MemoryFiles();
        files.Add("k8s/ingress.yaml", """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: { name: api, namespace: prod }
            spec:
              rules:
                - matches: [ { path: { type: PathPrefix, value: /v1/messages } } ]
                  backendRefs: [ { name: api } ]
            """);
        files.Add("k8s/service.yaml", "apiVersion: v1\nkind: Service\nmetadata: { name: api, namespace: prod }\nspec: { selector: { app: core } }\n");
        const string Deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: core, namespace: NS }\nspec: { template: { metadata: { labels: { app: core } }, spec: { containers: [ { name: c, image: i } ] } } }\n";
        files.Add("k8s/core.yaml", Deployment.Replace("NS", "prod", StringComparison.Ordinal));
        files.Add("k8s/other.yaml", Deployment.Replace("NS", "test", StringComparison.Ordinal));

        var report = new Linter(new(), files).Run(["k8s"]);

        Assert.Empty(report.Failures);
        Assert.Equal(["GW1711 core.yaml"], Found(report));
    }

    static IEnumerable<string> Found(LintReport report) =>
        report.Findings.Select(finding => $"{finding.Rule.Id} {Path.GetFileName(finding.Span.Source.Path)}").Order(StringComparer.Ordinal);

    static LintReport Run(LintOptions options, string? sluice = null)
    {
        var files = new MemoryFiles();
        files.Add("nginx.conf", Nginx);
        files.Add("chat.tf", Balancer);
        files.Add("pods.yaml", Pods);
        files.Add("sluice.yaml", sluice ?? Sluice);
        return new Linter(options, files).Run(["nginx.conf", "chat.tf", "pods.yaml", "sluice.yaml"]);
    }
}
