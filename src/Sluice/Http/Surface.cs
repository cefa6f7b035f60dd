using Sluice.Dialects;

namespace Sluice.Http;

/// <summary>What a path of the API is for.</summary>
enum OperationKind
{
    /// <summary>A call that names a model in its JSON body, which is routed.</summary>
    Model,

    /// <summary>The list of models.</summary>
    ModelList,

    /// <summary>A call about something a provider keeps (a stored response): goes to the first provider that speaks the dialect.</summary>
    Stored,

    /// <summary><c>/p/{provider}/...</c>: to that provider as it is.</summary>
    Provider,
}

/// <summary>One operation of the API.</summary>
/// <param name="Dialect">How it is spoken.</param>
/// <param name="Kind">How it is routed.</param>
/// <param name="Path">The path sent upstream, relative to the provider's base.</param>
/// <param name="Provider">The provider named in the path, for <see cref="OperationKind.Provider"/>.</param>
sealed record Operation(Dialect Dialect, OperationKind Kind, string Path, string? Provider = null);

/// <summary>The API's paths: method and canonical path to operation.</summary>
static class Surface
{
    static readonly Dictionary<string, Operation> Posts = new Operation[]
    {
        new(DialectCatalog.OpenAIChat, OperationKind.Model, "/v1/chat/completions"),
        new(DialectCatalog.OpenAICompletions, OperationKind.Model, "/v1/completions"),
        new(DialectCatalog.OpenAIResponses, OperationKind.Model, "/v1/responses"),
        new(DialectCatalog.OpenAIEmbeddings, OperationKind.Model, "/v1/embeddings"),
        new(DialectCatalog.AnthropicMessages, OperationKind.Model, "/v1/messages"),
        new(DialectCatalog.AnthropicMessages, OperationKind.Model, "/v1/messages/count_tokens"),
    }.ToDictionary(operation => operation.Path, StringComparer.Ordinal);

    /// <summary>Finds the operation of a request.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">A canonical path.</param>
    /// <param name="anthropic">Whether the client speaks Anthropic's dialect where the path does not say so.</param>
    /// <param name="allowed">Methods that the path has, where this one is not among them.</param>
    public static Operation? Find(string method, string path, bool anthropic, out string? allowed)
    {
        allowed = null;
        if (Posts.TryGetValue(path, out var operation))
        {
            if (method == "POST")
                return operation;
            allowed = "POST";
            return null;
        }

        if (path.StartsWith("/p/", StringComparison.Ordinal))
            return ForProvider(path);
        if (path == "/v1/models" || path.StartsWith("/v1/models/", StringComparison.Ordinal))
        {
            if (method is "GET" or "HEAD")
                return new Operation(anthropic ? DialectCatalog.AnthropicMessages : DialectCatalog.OpenAIModels, OperationKind.ModelList, path);
            allowed = "GET, HEAD";
            return null;
        }

        return path.StartsWith("/v1/responses/", StringComparison.Ordinal)
            ? new Operation(DialectCatalog.OpenAIResponses, OperationKind.Stored, path)
            : null;
    }

    /// <summary>The dialect in which an unknown path's error is said: that of the client, as far as it shows.</summary>
    public static Dialect Speaking(string path, bool anthropic) =>
        anthropic || path.StartsWith("/v1/messages", StringComparison.Ordinal) ? DialectCatalog.AnthropicMessages : DialectCatalog.OpenAIChat;

    static Operation? ForProvider(string path)
    {
        var end = path.IndexOf('/', 3);
        if (end < 0 || end == 3)
            return null;
        var rest = path[end..];
        var version = rest.StartsWith("/v1/", StringComparison.Ordinal) ? rest : "/v1" + rest;
        var dialect = Posts.TryGetValue(version, out var known) ? known.Dialect : DialectCatalog.OpenAIModels;
        return new Operation(dialect, OperationKind.Provider, rest, path[3..end]);
    }
}
