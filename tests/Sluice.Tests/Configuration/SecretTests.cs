using Sluice.Configuration;

namespace Sluice.Tests.Configuration;

/// <summary>Findings go to logs and terminals: no credential may be in one, however it was miswritten.</summary>
public sealed class SecretTests
{
    const string Secret = "sk-7hQz91";

    public static TheoryData<string> Miswritten => new()
    {
        "api_keys: SECRET",
        "api_keys: { name: SECRET }",
        "api_keys: [ { a: SECRET } ]",
        "api_keys: [ SECRET, SECRET ]",
        "api_keys: [ \"SECRET\\n\" ]",
        "api_keys: [ \"SECRET \" ]",
        "api_keys: [ SECRETé ]",
        "api_keys: [ *SECRET ]",
        "api_keys: [ &SECRET a ]",
        "api_keys: [ !SECRET a ]",
        "api_keys: [ !!SECRET ]",
        "api_keys: [ \"SECRET\\q\" ]",
        "api_keys: [ 'SECRET ]",
        "api_keys: [ @SECRET ]",
        "api_keys: |\n  SECRET\n x",
        "api_keys:\n  - SECRET: x\n    SECRET: y",
        "api_key: SECRET",
        "api_keys: [ ${K} ]\nlisten: ${K}",
        "listen: ${K}",
        "listen: \"127.0.0.1:${K}\"",
        "admin_listen: ${K}",
        "limits: { request_body: ${K}, streams: ${K} }",
        "timeouts: { idle: ${K} }",
        "log: { level: ${K} }",
        "on_error: ${K}",
        "unknown: ${K}",
        "providers: { a: { type: ${K} } }",
        "providers: { a: { type: openai, api_key: [ SECRET ] } }",
        "providers: { a: { type: openai, api_key: { name: x } } }",
        "providers: { a: { type: openai, api_key: \"SECRET\\r\\n\" } }",
        "providers: { a: { type: openai, headers: { Authorization: [ SECRET ] } } }",
        "providers: { a: { type: openai, headers: { Authorization: \"Bearer SECRET\\n\" } } }",
        "providers: { a: { type: openai, headers: [ \"Authorization: SECRET\" ] } }",
        "providers: { a: { type: openai, base_url: \"https://me:SECRET@host/v1\" } }",
        "providers: { a: { type: openai, base_url: \"https://host/v1?key=SECRET\" } }",
        "providers: { a: { type: openai, base_url: \"SECRET@host\" } }",
        "providers: { a: { type: openai, base_url: \"${K}\" } }",
        "providers: { a: { type: openai, base_url: \"http://127.0.0.1:8080/${K}\" } }",
        "providers: { a: { type: openai, dialects: [ \"${K}\" ] } }",
        "providers: { a: { type: anthropic } }\nroutes: [ { model: \"${K}\", candidates: [ { provider: \"${K}\", model: \"${K}*\" } ] } ]",
        "providers: { a: { type: anthropic } }\nroutes: [ { model: \"${K}\", candidates: [ { provider: a } ] }, "
            + "{ model: \"${K}\", candidates: [ { provider: a } ] } ]",
        "tls: { cert: \"./${K}\", key: \"./${K}\" }",
        "forward_proxy: { policy: \"./${K}\", listen: \"${K}\", inference_hosts: [ \"${K}:1\" ] }",
        "forward_proxy: { ca: { certificate: /etc/${K}, key: /etc/hostname } }",
    };

    [Theory]
    [MemberData(nameof(Miswritten))]
    public void No_finding_shows_a_credential(string yaml)
    {
        var result = Config.Read(yaml.Replace("SECRET", Secret, StringComparison.Ordinal), ("K", Secret));
        Assert.NotEmpty(result.Findings);
        // A key that is not known has to be named; whatever else the file holds need not be.
        var findings = result.Findings.Where(f => !f.Key.Contains(Secret, StringComparison.Ordinal));
        Assert.All(findings, f => Assert.DoesNotContain(Secret, f.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void No_finding_about_the_environment_shows_what_a_variable_holds()
    {
        string[] variables = ["OPENAI_API_KEY", "OPENAI_BASE_URL", "OLLAMA_BASE_URL", "SLUICE_KEY", "SLUICE_LISTEN", "SLUICE_ADMIN_LISTEN"];
        foreach (var value in new[] { Secret, Secret + "\n", $"http://{Secret}@h", $"{Secret},{Secret}" })
        {
            var result = EnvironmentConfiguration.Read(Config.Variables([.. variables.Select(v => (v, value))]));
            Assert.NotEmpty(result.Findings);
            Assert.All(result.Findings, f => Assert.DoesNotContain(Secret, f.ToString(), StringComparison.Ordinal));
        }
    }
}
