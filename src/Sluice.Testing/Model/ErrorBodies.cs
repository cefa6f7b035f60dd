namespace Sluice.Testing;

/// <summary>Errors as the two families of interfaces report them.</summary>
internal static class ErrorBodies
{
    public static string OpenAi(string message, string type, string? parameter, string? code) => JsonText.Object(w => w.Object("error", e =>
    {
        e.WriteString("message", message);
        e.WriteString("type", type);
        e.WriteString("param", parameter);
        e.WriteString("code", code);
    }));

    public static string Anthropic(string message, string type) => JsonText.Object(w =>
    {
        w.WriteString("type", "error");
        w.Object("error", e =>
        {
            e.WriteString("type", type);
            e.WriteString("message", message);
        });
    });

    /// <summary>The body for a status, in the dialect's own words for it.</summary>
    public static string For(bool anthropic, int status, string message, string? parameter = null) => anthropic
        ? Anthropic(message, status switch
        {
            400 or 405 => "invalid_request_error",
            401 => "authentication_error",
            402 => "billing_error",
            403 => "permission_error",
            404 => "not_found_error",
            429 => "rate_limit_error",
            504 => "timeout_error",
            529 => "overloaded_error",
            _ => "api_error",
        })
        : OpenAi(
            message,
            status switch { 429 => "rate_limit_error", >= 500 => "server_error", _ => "invalid_request_error" },
            parameter,
            status switch { 401 => "invalid_api_key", 404 => "not_found", 429 => "rate_limit_exceeded", _ => null });
}
