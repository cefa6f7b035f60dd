using Sluice.Diagnosis.Lint;
using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Tests.Diagnosis.Lint;

public sealed class ProductDetectorTests
{
    [Theory]
    [InlineData("sluice.yaml", "", "sluice")]
    [InlineData("gateway.yaml", "providers:\n  local:\n    type: openai-compatible\n    base_url: http://127.0.0.1:11434\n", "sluice")]
    [InlineData("sluice-deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\n", "kubernetes")]
    [InlineData("all.yml", "---\n# Source: chart\napiVersion: v1\nkind: Service\n", "kubernetes")]
    [InlineData("pod.json", "{ \"apiVersion\": \"v1\", \"kind\": \"Pod\" }", "kubernetes")]
    [InlineData("main.tf", "", "terraform")]
    [InlineData("prod.auto.tfvars", "idle = 60", "terraform")]
    [InlineData("main.tofu", "", "terraform")]
    [InlineData("policy.xml", "<policies>\n  <inbound />\n</policies>", "apim")]
    [InlineData("fragment.xml", "<fragment>\n  <forward-request />\n</fragment>", "apim")]
    [InlineData("web.config", "", "iis")]
    [InlineData("site.config", "<configuration><system.webServer /></configuration>", "iis")]
    public void A_file_is_recognised_by_name_and_content(string path, string text, string product) =>
        Assert.Equal(product, ProductDetector.Detect(SourceText.FromText(path, text))?.Name());

    [Theory]
    [InlineData("values.yaml", "replicaCount: 2\nimage:\n  repository: nginx\n")]
    [InlineData("pom.xml", "<project><dependencies /></project>")]
    [InlineData("docker.yaml", "providers:\n  docker: {}\n")]
    public void What_speaks_for_no_product_is_none(string path, string text) =>
        Assert.Null(ProductDetector.Detect(SourceText.FromText(path, text)));
}
