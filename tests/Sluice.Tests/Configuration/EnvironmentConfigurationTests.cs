using Sluice.Configuration;

namespace Sluice.Tests.Configuration;

public sealed class EnvironmentConfigurationTests
{
    [Fact]
    public void Nothing_set_gives_options_without_providers_and_routes()
    {
        var result = Read();
        Assert.Empty(result.Findings);
        Assert.Empty(result.Options!.Providers);
        Assert.Empty(result.Options.Routes);
        Assert.Equal(new GatewayOptions().Listen, result.Options.Listen);
        Assert.Null(result.Options.SourceFile);
    }

    [Theory]
    [InlineData("OPENAI_API_KEY", "openai")]
    [InlineData("ANTHROPIC_API_KEY", "anthropic")]
    public void A_key_makes_a_provider_and_a_route_for_all_models(string variable, string name)
    {
        var options = Valid((variable, "sk-1"));
        var provider = Assert.Single(options.Providers);
        Assert.Equal((name, name, "sk-1", null), (provider.Name, provider.Type, provider.ApiKey, provider.BaseUrl));
        Assert.Equal([$"* {name}"], Routes(options));
    }

    [Fact]
    public void Both_keys_send_each_family_home_and_the_rest_to_openai()
    {
        var options = Valid(("ANTHROPIC_API_KEY", "a"), ("OPENAI_API_KEY", "o"));
        Assert.Equal(["claude-* anthropic", "gpt-* openai", "o* openai", "* openai"], Routes(options));
    }

    [Theory]
    [InlineData("OLLAMA_BASE_URL", "ollama")]
    [InlineData("VLLM_BASE_URL", "vllm")]
    [InlineData("OPENAI_COMPATIBLE_BASE_URL", "openai-compatible")]
    public void The_address_of_a_local_server_makes_a_provider(string variable, string name)
    {
        var provider = Assert.Single(Valid((variable, "http://127.0.0.1:11434")).Providers);
        Assert.Equal((name, "http://127.0.0.1:11434/", null), (provider.Name, provider.BaseUrl?.ToString(), provider.ApiKey));
        Assert.Contains(provider.Type, new[] { name, "openai-compatible" });
    }

    [Fact]
    public void A_local_server_may_have_a_key()
    {
        var provider = Assert.Single(Valid(("VLLM_BASE_URL", "http://127.0.0.1:8000"), ("VLLM_API_KEY", "k")).Providers);
        Assert.Equal("k", provider.ApiKey);
    }

    [Fact]
    public void An_address_moves_a_provider_and_makes_none_where_a_key_is_wanted()
    {
        var options = Valid(("OPENAI_API_KEY", "o"), ("OPENAI_BASE_URL", "http://127.0.0.1:9/v1"));
        Assert.Equal("http://127.0.0.1:9/v1", Assert.Single(options.Providers).BaseUrl?.ToString());
        Assert.Empty(Valid(("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")).Providers);
    }

    [Fact]
    public void Selectors_reach_every_provider_and_the_first_takes_the_rest()
    {
        var options = Valid(("OLLAMA_BASE_URL", "http://127.0.0.1:1"), ("ANTHROPIC_API_KEY", "a"));
        Assert.Equal(["anthropic", "ollama"], options.Providers.Select(p => p.Name));
        Assert.Equal(["* anthropic"], Routes(options));
    }

    [Theory]
    [InlineData("SLUICE_API_KEY")]
    [InlineData("SLUICE_KEY")]
    public void Keys_for_clients_are_separated_by_commas(string variable)
    {
        var options = Valid((variable, "one, two,"), ("SLUICE_LISTEN", "0.0.0.0:80,[::1]:81"), ("SLUICE_ADMIN_LISTEN", "off"));
        Assert.Equal(["one", "two"], options.ApiKeys);
        Assert.Equal(["0.0.0.0:80", "[::1]:81"], options.Listen.Select(l => l.Address.ToString()));
        Assert.Null(options.AdminListen);
    }

    [Fact]
    public void A_variable_that_is_set_to_nothing_is_not_set() =>
        Assert.Empty(Valid(("OPENAI_API_KEY", ""), ("SLUICE_LISTEN", ""), ("OLLAMA_BASE_URL", "")).Providers);

    [Theory]
    [InlineData("SLUICE_LISTEN", "0.0.0.0:80", "other machines")]
    [InlineData("SLUICE_LISTEN", "nowhere", "expected an address")]
    [InlineData("SLUICE_ADMIN_LISTEN", "0.0.0.0:80", "administration asks for no key")]
    [InlineData("OLLAMA_BASE_URL", "localhost:11434", "http:// or https://")]
    [InlineData("OLLAMA_BASE_URL", "http://127.0.0.1:8080/v1", "gateway's own address")]
    [InlineData("OPENAI_API_KEY", "sk\n", "line break")]
    public void A_mistake_names_the_variable(string variable, string value, string message)
    {
        var result = Read((variable, value));
        Assert.Null(result.Options);
        var finding = Assert.Single(result.Findings);
        Assert.StartsWith($"environment: error: {variable}: ", finding.ToString(), StringComparison.Ordinal);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_for_a_type_that_this_build_does_not_have_is_a_warning()
    {
        foreach (var type in new[] { "gemini", "groq", "azure-openai" }.Except(Sluice.Providers.ProviderCatalog.Types))
        {
            var variable = type.ToUpperInvariant().Replace('-', '_') + "_API_KEY";
            var result = Read((variable, "k"));
            Assert.Empty(result.Options!.Providers);
            var finding = Assert.Single(result.Findings);
            Assert.Equal((FindingSeverity.Warning, variable), (finding.Severity, finding.Key));
        }
    }

    [Fact]
    public void An_address_of_the_command_line_replaces_the_variable()
    {
        var result = EnvironmentConfiguration.Read(Config.Variables(("SLUICE_LISTEN", "nowhere")), "127.0.0.1:0");
        Assert.Equal(0, Assert.Single(result.Options!.Listen).Address.Port);
    }

    static ConfigurationResult Read(params (string, string)[] environment) => EnvironmentConfiguration.Read(Config.Variables(environment));

    static GatewayOptions Valid(params (string, string)[] environment)
    {
        var result = Read(environment);
        Assert.True(result.Succeeded, string.Join('\n', result.Findings));
        Assert.Empty(result.Findings);
        return result.Options;
    }

    static IEnumerable<string> Routes(GatewayOptions options) =>
        options.Routes.Select(r => $"{r.Model} {Assert.Single(r.Candidates).Provider}");
}
