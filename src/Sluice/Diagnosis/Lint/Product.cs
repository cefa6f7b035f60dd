namespace Sluice.Diagnosis.Lint;

/// <summary>The products whose configuration is understood.</summary>
internal enum Product
{
    /// <summary>Rules about several files, or about any file.</summary>
    Path,
    Nginx,
    HAProxy,
    Caddy,
    Apache,
    Varnish,
    Envoy,
    Traefik,
    Kubernetes,
    Terraform,
    ApiManagement,
    Iis,
    Sluice,
}

internal static class Products
{
    /// <summary>Names as <c>--product</c> takes them, in the order of their blocks of rules.</summary>
    public static IReadOnlyDictionary<string, Product> ByName { get; } = new Dictionary<string, Product>(StringComparer.OrdinalIgnoreCase)
    {
        ["nginx"] = Product.Nginx,
        ["haproxy"] = Product.HAProxy,
        ["caddy"] = Product.Caddy,
        ["apache"] = Product.Apache,
        ["varnish"] = Product.Varnish,
        ["envoy"] = Product.Envoy,
        ["traefik"] = Product.Traefik,
        ["kubernetes"] = Product.Kubernetes,
        ["terraform"] = Product.Terraform,
        ["apim"] = Product.ApiManagement,
        ["iis"] = Product.Iis,
        ["sluice"] = Product.Sluice,
    };

    public static string Name(this Product product) => product == Product.Path ? "path" : ByName.First(entry => entry.Value == product).Key;

    /// <summary>As people write it.</summary>
    public static string Title(this Product product) => product switch
    {
        Product.Nginx => "nginx",
        Product.Apache => "Apache httpd",
        Product.ApiManagement => "Azure API Management",
        Product.Iis => "IIS",
        Product.Path => "the whole path",
        Product.Sluice => "Sluice",
        _ => product.ToString(),
    };
}
