using Sluice.Configuration;
using Sluice.Dialects;
using Sluice.Http;
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
        _versioned = _prefix.Split('/').Any(segment => IsVersion(segment));
        _dialects = [.. options.Dialects ?? Type.Dialects.Select(dialect => dialect.Name)];
        Sanitizer = new Sanitizer(BaseUrl.Host, options.ApiKey);
        Authority = BaseUrl.GetLeftPart(UriPartial.Authority);
        Host = BaseUrl.IsDefaultPort ? BaseUrl.IdnHost : $"{(BaseUrl.HostNameType == UriHostNameType.IPv6 ? $"[{BaseUrl.IdnHost}]" : BaseUrl.IdnHost)}:{BaseUrl.Port}";
        var own = OwnHeaders(options, Type);
        NamesHost = own.Remove("Host", out var named);
        Host = named ?? Host;
        Own = [.. own];
        Passed = [.. HeaderPolicy.Upstream.Concat(Type.PassedHeaders).Where(name => !own.ContainsKey(name))];
        Defaults = [.. Type.DefaultHeaders.Where(header => !own.ContainsKey(header.Key))];
    }

    /// <summary>The configured provider.</summary>
    public ProviderOptions Options { get; }

    /// <summary>Its name.</summary>
    public string Name => Options.Name;

    /// <summary>Its type.</summary>
    public ProviderType Type { get; }

    /// <summary>Its address.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Scheme, host and port.</summary>
    public string Authority { get; }

    /// <summary>What the Host header says: the address, where nothing else is configured.</summary>
    public string Host { get; }

    /// <summary>Whether the Host header is configured.</summary>
    public bool NamesHost { get; }

    /// <summary>The headers that every request to it carries, whatever the client sent: the configured ones, the credential, and no coding.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Own { get; }

    /// <summary>Names of the client's headers that go to it: what every provider gets and its type, but for those of its <see cref="Own"/>.</summary>
    public IReadOnlyList<string> Passed { get; }

    /// <summary>Headers that it gets where the client sends none of that name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Defaults { get; }

    /// <summary>Makes its texts fit for clients.</summary>
    public Sanitizer Sanitizer { get; }

    static Dictionary<string, string> OwnHeaders(ProviderOptions options, ProviderType type)
    {
        // Plain bytes: a coding would have to be undone before anything could be understood.
        var own = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Accept-Encoding"] = "identity" };
        foreach (var (name, value) in options.Headers)
            own[name] = value;
        if (options.ApiKey is { } key)
        {
            var (name, value) = type.Authorization(key);
            own[name] = value;
        }

        return own;
    }

    /// <summary>Names of the dialects it speaks, sorted.</summary>
    public IEnumerable<string> Dialects => _dialects.Order(StringComparer.Ordinal);

    /// <summary>Whether it can be spoken to in a dialect.</summary>
    public bool Speaks(Dialect dialect) => _dialects.Contains(dialect.Name) || _dialects.Contains(dialect.ListedAs)
        || (dialect == DialectCatalog.OpenAIModels && Options.Dialects is null);

    /// <summary>
    /// The request target of a path that was checked to be canonical. A version segment is never doubled: where the base has one, the
    /// path's own leading one is dropped. Nothing is resolved or decoded, so a path cannot leave the base.
    /// </summary>
    /// <param name="path">A canonical path such as <c>/v1/chat/completions</c>.</param>
    /// <param name="query">The query with its question mark, or nothing.</param>
    public string Target(string path, string query)
    {
        var end = path.IndexOf('/', 1);
        var first = end < 0 ? path.AsSpan(1) : path.AsSpan(1, end - 1);
        if (_versioned && IsVersion(first))
            path = end < 0 ? "" : path[end..];
        var target = string.Concat(_prefix, path, query);
        return target.StartsWith('/') ? target : "/" + target;
    }

    static bool IsVersion(ReadOnlySpan<char> segment) => segment.Length >= 2 && segment[0] == 'v' && char.IsAsciiDigit(segment[1]);
}
