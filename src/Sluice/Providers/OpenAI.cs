namespace Sluice.Providers;

/// <summary>OpenAI itself.</summary>
public sealed class OpenAI : OpenAICompatible
{
    /// <inheritdoc/>
    public override string Name => "openai";

    /// <inheritdoc/>
    public override Uri DefaultBaseUrl { get; } = new("https://api.openai.com/v1");

    /// <summary>Not <c>OpenAI-Organization</c> and <c>OpenAI-Project</c>: they belong to a credential, and the credential is the gateway's.</summary>
    public override IReadOnlyList<string> PassedHeaders { get; } = ["OpenAI-Beta"];
}
