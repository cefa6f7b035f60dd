using Sluice.Configuration;

namespace Sluice.Tests.Configuration;

/// <summary>Short ways to read configurations in tests.</summary>
static class Config
{
    /// <summary>A provider and nothing else, to put other sections beside.</summary>
    public const string Provider = "providers: { local: { type: openai-compatible, base_url: \"http://127.0.0.1:9999\" } }\n";

    public static ConfigurationResult Read(string yaml, params (string Name, string Value)[] environment) =>
        ConfigurationReader.Read(yaml, "sluice.yaml", Variables(environment));

    public static GatewayOptions Valid(string yaml, params (string Name, string Value)[] environment)
    {
        var result = Read(yaml, environment);
        Assert.True(result.Succeeded, string.Join('\n', result.Findings));
        return result.Options;
    }

    public static Func<string, string?> Variables(params (string Name, string Value)[] environment) =>
        name => environment.FirstOrDefault(e => e.Name == name).Value;

    /// <summary>The one error of a configuration.</summary>
    public static Finding Error(string yaml, params (string Name, string Value)[] environment)
    {
        var result = Read(yaml, environment);
        Assert.Null(result.Options);
        return Assert.Single(result.Findings, f => f.Severity == FindingSeverity.Error);
    }

    /// <summary>The folder of the repository, for tests of its documentation.</summary>
    public static string Repository
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Sluice.slnx")))
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside of the repository.");
            return folder;
        }
    }

    public static string Documentation => File.ReadAllText(Path.Combine(Repository, "docs", "configuration.md"));
}
