namespace Sluice.IntegrationTests.Harness;

/// <summary>Theory data: each dialect with each of some values.</summary>
static class Crossed
{
    /// <summary>The dialects that stream.</summary>
    public static IReadOnlyList<string> Dialects { get; } = ["openai-chat", "openai-responses", "anthropic-messages"];

    /// <summary>Every pair.</summary>
    public static TheoryData<string, T> With<T>(IEnumerable<T> values)
    {
        var data = new TheoryData<string, T>();
        foreach (var dialect in Dialects)
        {
            foreach (var value in values)
                data.Add(dialect, value);
        }

        return data;
    }
}
