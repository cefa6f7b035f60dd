namespace Sluice.IntegrationTests.Clients;

/// <summary>One process of one SDK that has run all its cases; the tests of a class look at what each saw.</summary>
public abstract class SdkRun(string script) : IAsyncLifetime
{
    readonly Dictionary<string, Seen> _seen = [];
    ClientBed _bed = null!;

    internal ClientBed Bed => _bed;

    internal Seen this[string name]
    {
        get
        {
            Assert.True(_seen.TryGetValue(name, out var seen), $"{script} has no case '{name}'; it printed {string.Join(", ", _seen.Keys)}.");
            return seen!;
        }
    }

    public async Task InitializeAsync()
    {
        _bed = await ClientBed.StartAsync();
        foreach (var line in await ClientProgram.RunAsync(script, _bed.Plain.Address.ToString(), _bed.Quick.Address.ToString()))
        {
            var seen = Seen.Parse(line);
            _seen.Add(seen.Case, seen);
        }
    }

    public async Task DisposeAsync() => await _bed.DisposeAsync();
}

public sealed class OpenAINodeRun() : SdkRun("openai.mjs");

public sealed class AnthropicNodeRun() : SdkRun("anthropic.mjs");

public sealed class VercelRun() : SdkRun("ai.mjs");

public sealed class LangChainRun() : SdkRun("langchain.mjs");
