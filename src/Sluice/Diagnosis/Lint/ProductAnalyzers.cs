using Sluice.Diagnosis.Lint.Apache;
using Sluice.Diagnosis.Lint.Apim;
using Sluice.Diagnosis.Lint.Caddy;
using Sluice.Diagnosis.Lint.Envoy;
using Sluice.Diagnosis.Lint.HAProxy;
using Sluice.Diagnosis.Lint.Iis;
using Sluice.Diagnosis.Lint.Kubernetes;
using Sluice.Diagnosis.Lint.Nginx;
using Sluice.Diagnosis.Lint.SluiceFile;
using Sluice.Diagnosis.Lint.Terraform;
using Sluice.Diagnosis.Lint.Traefik;
using Sluice.Diagnosis.Lint.Varnish;

namespace Sluice.Diagnosis.Lint;

/// <summary>One analyzer per product, in the order of their blocks of rules. Sluice comes last: its rules look at the timers of the others.</summary>
internal static class ProductAnalyzers
{
    public static IReadOnlyList<ProductAnalyzer> All { get; } =
    [
        new NginxAnalyzer(),
        new HAProxyAnalyzer(),
        new CaddyAnalyzer(),
        new ApacheAnalyzer(),
        new VarnishAnalyzer(),
        new EnvoyAnalyzer(),
        new TraefikAnalyzer(),
        new KubernetesAnalyzer(),
        new TerraformAnalyzer(),
        new ApimAnalyzer(),
        new IisAnalyzer(),
        new SluiceAnalyzer(),
    ];
}
