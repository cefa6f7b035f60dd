namespace Sluice.Tests.Configuration;

/// <summary>A wrong configuration and the one error that it should give.</summary>
/// <param name="Yaml">The text.</param>
/// <param name="Line">The line of the error.</param>
/// <param name="Key">The key of the error.</param>
/// <param name="Parts">What its message holds.</param>
public sealed record WrongInput(string Yaml, int Line, string Key, params string[] Parts)
{
    /// <summary>With a provider above, on the first line.</summary>
    public static WrongInput WithProvider(string yaml, int line, string key, params string[] parts) =>
        new(Config.Provider + yaml, line, key, parts);

    /// <summary>Checks it.</summary>
    public void Verify()
    {
        var error = Config.Error(Yaml);
        Assert.Equal("sluice.yaml", error.File);
        Assert.Equal((Line, Key), (error.Line, error.Key));
        Assert.True(error.Column > 0);
        Assert.All(Parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Key}: {Yaml.Split('\n')[^1]}";
}
