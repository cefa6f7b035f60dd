using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Sluice.Configuration;

namespace Sluice.Tests.Docs;

/// <summary>What readers copy from the documents works.</summary>
public sealed partial class SampleConfigurationTests
{
    static readonly string Certificate;
    static readonly string Key;

    static SampleConfigurationTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=sample", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        (Certificate, Key) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>File, line and text of each block that configures providers.</summary>
    public static TheoryData<string, int, string> Samples
    {
        get
        {
            var samples = new TheoryData<string, int, string>();
            foreach (var file in Documents.All)
            {
                foreach (var (line, text) in Documents.Blocks(file, "yaml").Where(b => b.Text.Split('\n').Any(l => l.StartsWith("providers:", StringComparison.Ordinal))))
                    samples.Add(file, line, text);
            }

            return samples;
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_configuration_is_valid(string file, int line, string text)
    {
        var folder = Directory.CreateTempSubdirectory("sluice-sample-");
        try
        {
            // The files that a sample points to are the reader's own; the check loads them.
            foreach (Match pointed in PointedTo().Matches(text))
                File.WriteAllText(Path.Combine(folder.FullName, pointed.Value), pointed.Value.EndsWith(".pem", StringComparison.Ordinal) ? Certificate : Key);
            var read = ConfigurationReader.Read(text, Path.Combine(folder.FullName, "sluice.yaml"), name => $"value-of-{name}");
            Assert.True(read.Succeeded, $"{file}, line {line}:\n{string.Join('\n', read.Findings)}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void README_and_the_reference_have_samples() =>
        Assert.Empty(new[] { "README.md", "docs/configuration.md" }.Except(Samples.Select(row => (string)row[0])));

    [GeneratedRegex(@"[\w-]+\.(?:pem|key)\b")]
    private static partial Regex PointedTo();
}
