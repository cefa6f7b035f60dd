using System.Diagnostics.CodeAnalysis;

namespace Sluice.Configuration;

/// <summary>What reading a configuration came to: options, or the list of everything that is wrong with it.</summary>
/// <param name="Options">The options, or null where any finding is an error.</param>
/// <param name="Findings">Every mistake and every warning, in the order of the file.</param>
public sealed record ConfigurationResult(GatewayOptions? Options, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether there are options to serve.</summary>
    [MemberNotNullWhen(true, nameof(Options))]
    public bool Succeeded => Options is not null;

    /// <summary>Whether the file itself could not be opened or read, as opposed to being read and found wrong.</summary>
    public bool Unreadable { get; init; }

    /// <summary>
    /// SHA-256 of the text that was read, in hexadecimal; null where nothing was read. Two results with one fingerprint saw the same file.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>Whether the source can be read again: true for files, false for pipes and for the environment.</summary>
    public bool Rereadable { get; init; }
}
