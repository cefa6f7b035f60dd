using System.Security.Cryptography;
using System.Text;
using Sluice.Configuration.Checks;
using Sluice.Configuration.Sections;
using Sluice.Configuration.Yaml;

namespace Sluice.Configuration;

/// <summary>
/// Reads <c>sluice.yaml</c>: text in, options or the list of all mistakes out. Bad input never throws. Relative paths in a file start from
/// the file's own folder.
/// </summary>
public static class ConfigurationReader
{
    /// <summary>The largest file that is read: 1 MiB.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>
    /// Paths of all keys that a file may hold; <c>[]</c> stands for any item of a list and <c>*</c> for a name that the user chooses.
    /// </summary>
    public static IReadOnlyList<string> Keys { get; } = [.. GatewaySection.Keys.KeysUnder("")];

    /// <summary>Reads a configuration from text.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="file">The file's path, for messages and for relative paths in it.</param>
    /// <param name="environment">Looks up the variables of <c>${NAME}</c>; null where one is not set.</param>
    /// <param name="listen">An address that replaces the file's <c>listen</c>: that of <c>--listen</c> on the command line.</param>
    public static ConfigurationResult Read(string text, string file, Func<string, string?> environment, string? listen = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(environment);
        var reading = new Reading(file, ConfigurationFile.Folder(file));
        var result = Bind(Parse(text, reading, environment), listen, reading, file);
        return result with { Fingerprint = Fingerprint(text), Rereadable = true };
    }

    /// <summary>Reads a configuration from a file. One that cannot be opened or is no text is a finding too.</summary>
    /// <inheritdoc cref="Read"/>
    public static async Task<ConfigurationResult> ReadFileAsync(
        string file, Func<string, string?> environment, string? listen = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var content = await ConfigurationFile.ReadAsync(file, cancellationToken).ConfigureAwait(false);
        if (content.Problem is { } problem)
            return new ConfigurationResult(null, [problem]) { Unreadable = content.Unreadable, Rereadable = content.Rereadable };
        return Read(content.Text, file, environment, listen) with { Rereadable = content.Rereadable };
    }

    /// <summary>Options from a tree of nodes, whatever it was made from.</summary>
    internal static ConfigurationResult Bind(YamlMapping? document, string? listen, Reading reading, string? sourceFile)
    {
        if (document is null)
            return new ConfigurationResult(null, reading.Findings);
        var options = GatewaySection.Read(listen is null ? document : WithListen(document, listen, reading), reading);
        ConfigurationChecks.Run(options, reading);
        if (sourceFile is not null && options.Providers.Count == 0 && options.Routes.Count == 0 && !reading.Failed)
            reading.Warning("providers", "there are no providers: every request for a model will be refused");
        return new ConfigurationResult(reading.Failed ? null : options with { SourceFile = sourceFile }, reading.Findings);
    }

    static YamlMapping? Parse(string text, Reading reading, Func<string, string?> environment)
    {
        if (text.Length > MaxBytes)
        {
            reading.Error(0, 0, ConfigurationFile.TooLarge);
            return null;
        }
        switch (YamlTree.Read(text, reading, environment))
        {
            case YamlMapping mapping:
                return mapping;
            case YamlBroken:
                return null;
            case null or YamlScalar { IsNull: true }:
                // An editor that is just saving leaves an empty file for a moment: it must not pass for a configuration of nothing.
                if (!reading.Failed)
                    reading.Error(0, 0, $"the file holds no settings: write at least {ProviderSection.Sample}");
                return null;
            case var other:
                reading.Error(other, $"found {other.Kind}, expected a mapping with keys such as listen, providers and routes");
                return null;
        }
    }

    static YamlMapping WithListen(YamlMapping document, string listen, Reading reading)
    {
        reading.Place("listen", "--listen", "", listen);
        var entry = new YamlEntry("listen", "listen", 0, 0, new YamlScalar("listen", 0, 0, listen, listen, false));
        return new YamlMapping(document.Path, document.Line, document.Column, [entry, .. document.Entries.Where(e => e.Key != "listen")]);
    }

    internal static string Fingerprint(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
