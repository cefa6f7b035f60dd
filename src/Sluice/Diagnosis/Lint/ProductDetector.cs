using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint;

/// <summary>Tells by name and content which product a file configures.</summary>
internal static partial class ProductDetector
{
    /// <summary>The product, or null where nothing speaks for one.</summary>
    public static Product? Detect(SourceText file)
    {
        var name = file.Path[(file.Path.LastIndexOf('/') + 1)..].ToLowerInvariant();
        var extension = name.LastIndexOf('.') is >= 0 and var dot ? name[dot..] : "";
        return ByName(name, extension) ?? extension switch
        {
            ".yaml" or ".yml" => Yaml(file.Text),
            ".json" => Json(file.Text),
            ".toml" => TraefikToml().IsMatch(file.Text) ? Product.Traefik : null,
            ".xml" or ".config" or ".cshtml" => Xml(file.Text),
            _ => Text(file.Text),
        };
    }

    /// <summary>Extensions that are worth opening when a directory is linted.</summary>
    public static bool MayBeConfiguration(string name) =>
        name.EndsWith("caddyfile", StringComparison.OrdinalIgnoreCase) || name.StartsWith("caddyfile.", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".htaccess", StringComparison.Ordinal) || !name.Contains('.')
        || ConfigurationExtensions.Contains(System.IO.Path.GetExtension(name).ToLowerInvariant());

    static readonly HashSet<string> ConfigurationExtensions =
        [".conf", ".cfg", ".nginx", ".vhost", ".site", ".caddy", ".caddyfile", ".vcl", ".yaml", ".yml", ".json", ".toml", ".tf", ".tfvars", ".tofu", ".xml", ".config", ".htaccess"];

    static Product? ByName(string name, string extension) => name switch
    {
        "nginx.conf" => Product.Nginx,
        "haproxy.cfg" => Product.HAProxy,
        "caddyfile" => Product.Caddy,
        ".htaccess" or "httpd.conf" or "apache2.conf" => Product.Apache,
        "web.config" or "applicationhost.config" => Product.Iis,
        "sluice.yaml" or "sluice.yml" => Product.Sluice,
        _ => extension switch
        {
            ".vcl" => Product.Varnish,
            ".tf" or ".tfvars" or ".tofu" => Product.Terraform,
            ".caddyfile" or ".caddy" => Product.Caddy,
            _ when name.StartsWith("caddyfile.", StringComparison.Ordinal) => Product.Caddy,
            ".nginx" => Product.Nginx,
            _ => null,
        },
    };

    static Product? Yaml(string text) =>
        EnvoyKeys().IsMatch(text) && !KubernetesKeys().IsMatch(text) ? Product.Envoy
        : KubernetesKeys().IsMatch(text) ? Product.Kubernetes
        : TraefikKeys().IsMatch(text) ? Product.Traefik
        : SluiceKeys().IsMatch(text) && SluiceValues().IsMatch(text) ? Product.Sluice
        : null;

    static Product? Json(string text) =>
        text.Contains("\"apps\"", StringComparison.Ordinal) && text.Contains("\"http\"", StringComparison.Ordinal) ? Product.Caddy
        : EnvoyKeys().IsMatch(text) ? Product.Envoy
        : JsonKubernetes().IsMatch(text) ? Product.Kubernetes
        : null;

    static Product? Xml(string text) =>
        ApimRoot().IsMatch(text) ? Product.ApiManagement
        : text.Contains("<system.webServer", StringComparison.OrdinalIgnoreCase) || text.Contains("<configuration", StringComparison.OrdinalIgnoreCase) ? Product.Iis
        : null;

    static Product? Text(string text) =>
        VclVersion().IsMatch(text) ? Product.Varnish
        : HAProxySections().IsMatch(text) ? Product.HAProxy
        : ApacheWords().IsMatch(text) ? Product.Apache
        : NginxWords().IsMatch(text) ? Product.Nginx
        : CaddyWords().IsMatch(text) ? Product.Caddy
        : null;

    const RegexOptions Lines = RegexOptions.Multiline | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"^""?(static_resources|dynamic_resources)""?\s*:|type\.googleapis\.com/envoy\.|^\s*""static_resources""", Lines)]
    private static partial Regex EnvoyKeys();

    [GeneratedRegex(@"^apiVersion\s*:", Lines)]
    private static partial Regex KubernetesKeys();

    [GeneratedRegex(@"""apiVersion""\s*:", Lines)]
    private static partial Regex JsonKubernetes();

    [GeneratedRegex(@"^(entryPoints|certificatesResolvers|serversTransport)\s*:|^http\s*:\s*$|^\s*(-\s*)?[""']?(--)?traefik\.|--entry[pP]oints\.|^\s*(middlewares|routers)\s*:", Lines)]
    private static partial Regex TraefikKeys();

    [GeneratedRegex(@"^\s*\[\[?(entryPoints|http|providers|serversTransport|certificatesResolvers)\b", Lines)]
    private static partial Regex TraefikToml();

    [GeneratedRegex(@"^(providers|routes)\s*:", Lines)]
    private static partial Regex SluiceKeys();

    [GeneratedRegex(@"\bcandidates\s*:|\btype\s*:\s*[""']?(openai|anthropic|azure-openai|gemini|openrouter|groq|deepseek|xai|zai|oracle|ollama|vllm|nvidia|bedrock)", RegexOptions.CultureInvariant)]
    private static partial Regex SluiceValues();

    [GeneratedRegex(@"<(policies|fragment)\b[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex ApimRoot();

    [GeneratedRegex(@"^\s*vcl\s+4\.\d\s*;", Lines)]
    private static partial Regex VclVersion();

    [GeneratedRegex(@"^(global|defaults|frontend|backend|listen)\b[^{;:]*$", Lines)]
    private static partial Regex HAProxySections();

    [GeneratedRegex(@"^\s*(<(VirtualHost|Directory|Location|LocationMatch|IfModule|IfDefine|Proxy|Files)\b|(LoadModule|ProxyPass(Match|Reverse)?|ServerRoot|DocumentRoot|RewriteEngine|SetOutputFilter|AddOutputFilterByType|ProxyTimeout|SecResponseBodyAccess)\s)", Lines)]
    private static partial Regex ApacheWords();

    [GeneratedRegex(@"^\s*((http|server|events|stream|upstream\s+[^\s{]+|location\s[^{]+|map\s[^{]+)\s*\{|(proxy_pass|fastcgi_pass|uwsgi_pass|grpc_pass|proxy_buffering|proxy_set_header|proxy_read_timeout)\s[^;]*;)", Lines)]
    private static partial Regex NginxWords();

    [GeneratedRegex(@"^\s*(reverse_proxy|file_server|encode|handle(_path)?|respond)\b", Lines)]
    private static partial Regex CaddyWords();
}
