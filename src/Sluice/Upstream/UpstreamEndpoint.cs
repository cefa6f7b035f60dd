using Sluice.Configuration;
using Sluice.Dialects;
using Sluice.Providers;

namespace Sluice.Upstream;

/// <summary>One address of a provider with one credential, ready to be called. Immutable: a reload makes new ones.</summary>
public sealed class UpstreamEndpoint
{
    readonly HashSet<string> _dialects;
    readonly string _prefix;
    readonly bool _versioned;

    /// <summary>Prepares a configured provider.</summary>
    /// <exception cref="ArgumentException">The type is unknown, or it has no address of its own and none was configured.</exception>
    public UpstreamEndpoint(ProviderOptions options)
    {
        Options = options;
        Type = ProviderCatalog.Find(options.Type) ?? throw new ArgumentException($"provider type '{options.Type}' is unknown", nameof(options));
        BaseUrl = options.BaseUrl ?? Type.DefaultBaseUrl
            ?? throw new ArgumentException($"provider '{options.Name}' of type '{options.Type}' needs a base_url", nameof(options));
        _prefix = BaseUrl.AbsolutePath.TrimEnd('/');
        _versioned = _prefix.Split('/').Any(IsVersion);
        _dialects = [.. options.Dialects ?? Type.Dialects.Select(dialect => dialect.Name)];
        Sanitizer = new Sanitizer(BaseUrl.Host, options.ApiKey);
    }

    /// <summary>The configured provider.</summary>
    public ProviderOptions Options { get; }

    /// <summary>Its name.</summary>
    public string Name => Options.Name;

    /// <summary>Its type.</summary>
    public ProviderType Type { get; }

    /// <summary>Its address.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Makes its texts fit for clients.</summary>
    public Sanitizer Sanitizer { get; }

    /// <summary>Names of the dialects it speaks, sorted.</summary>
    public IEnumerable<string> Dialects => _dialects.Order(StringComparer.Ordinal);

    /// <summary>Whether it can be spoken to in a dialect.</summary>
    public bool Speaks(Dialect dialect) => _dialects.Contains(dialect.Name) || _dialects.Contains(dialect.ListedAs)
        || (dialect == DialectCatalog.OpenAIModels && Options.Dialects is null);

    /// <summary>
    /// The upstream address of a path that was checked to be canonical. A version segment is never doubled: where the base has one, the
    /// path's own leading one is dropped. Nothing is resolved or decoded, so a path cannot leave the base.
    /// </summary>
    /// <param name="path">A canonical path such as <c>/v1/chat/completions</c>.</param>
    /// <param name="query">The query with its question mark, or nothing.</param>
    public Uri Target(string path, string query)
    {
        var end = path.IndexOf('/', 1);
        var first = end < 0 ? path[1..] : path[1..end];
        if (_versioned && IsVersion(first))
            path = end < 0 ? "" : path[end..];
        return new Uri(
            BaseUrl.GetLeftPart(UriPartial.Authority) + _prefix + path + query,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    static bool IsVersion(string segment) => segment.Length >= 2 && segment[0] == 'v' && char.IsAsciiDigit(segment[1]);
}
