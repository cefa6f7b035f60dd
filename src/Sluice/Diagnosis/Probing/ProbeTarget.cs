namespace Sluice.Diagnosis.Probing;

/// <summary>One address to probe: a hop of a chain, or the only one there is.</summary>
/// <param name="Name">What the user calls it.</param>
/// <param name="Url">Where; http or https.</param>
public sealed record ProbeTarget(string Name, Uri Url)
{
    /// <summary>The model that is asked for; null for plain requests without a body.</summary>
    public string? Model { get; init; }

    /// <summary>The API key; null for none. Never printed.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Headers that the user added.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether any certificate is accepted.</summary>
    public bool Insecure { get; init; }

    /// <summary>Whether requests may carry the origin's settings in their query. False leaves the query alone.</summary>
    public bool AskOrigin { get; init; } = true;

    /// <summary>Whether the address is encrypted.</summary>
    public bool Encrypted => Url.Scheme == Uri.UriSchemeHttps;
}
