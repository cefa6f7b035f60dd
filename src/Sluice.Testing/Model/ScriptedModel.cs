using System.Text.Json;

namespace Sluice.Testing;

/// <summary>
/// A believable model server for demonstrations, benchmarks and client tests: it answers every prompt with the same text, token by token,
/// in the dialects of OpenAI (chat, legacy completions, Responses, embeddings, models) and Anthropic (Messages, token counts, models).
/// Offered a tool, it calls the first one, and answers in words once it is given the tool's result.
/// </summary>
/// <remarks>
/// <para>
/// A client asks for misbehaviour by the model's name. Parts are joined with <c>+</c>, a time is written <c>500ms</c> or <c>2s</c>:
/// </para>
/// <list type="table">
/// <item><term><c>cut-after-N</c></term><description>closes without the final chunk after N tokens</description></item>
/// <item><term><c>reset-after-N</c></term><description>resets the connection</description></item>
/// <item><term><c>end-after-N</c></term><description>ends the HTTP message properly, but without the dialect's end</description></item>
/// <item><term><c>stall-after-N</c></term><description>sends nothing more and stays connected</description></item>
/// <item><term><c>error-after-N</c></term><description>sends the dialect's error event, then ends</description></item>
/// <item><term><c>pause-after-N-T</c></term><description>is silent for T, then goes on</description></item>
/// <item><term><c>slow-head-T</c></term><description>sends the head only after T</description></item>
/// <item><term><c>slow-start-T</c></term><description>sends the first token T after the head</description></item>
/// <item><term><c>interval-T</c></term><description>sends a token every T</description></item>
/// <item><term><c>tokens-N</c></term><description>answers with N tokens</description></item>
/// <item><term><c>endless</c></term><description>never stops</description></item>
/// <item><term><c>status-N</c></term><description>refuses with that status, 400 to 599</description></item>
/// </list>
/// </remarks>
public sealed class ScriptedModel : IAsyncDisposable
{
    readonly ScriptedModelOptions _options;
    readonly ScriptedUpstream _upstream;
    int _number;

    ScriptedModel(ScriptedModelOptions options)
    {
        _options = options;
        _upstream = ScriptedUpstream.Start(
            new ScriptedUpstreamOptions { Time = options.Time, Listen = options.Listen, KeepRequests = options.KeepRequests });
        _upstream.RespondWith(Answer);
    }

    /// <summary>Starts it; returns when connections are accepted.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on.</exception>
    public static ScriptedModel Start(ScriptedModelOptions? options = null) => new(options ?? new());

    /// <summary>Scheme, address and port, without a path.</summary>
    public Uri BaseAddress => _upstream.BaseAddress;

    /// <summary>The server under it: requests, connections, faults.</summary>
    public IScriptedUpstream Upstream => _upstream;

    /// <summary>The script for a request; also for a test that runs the model on an upstream of its own.</summary>
    public ResponseScript Answer(RecordedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var anthropic = request.Headers.Contains("anthropic-version") || request.Path.Contains("/messages", StringComparison.Ordinal);
        var number = Interlocked.Increment(ref _number);
        var id = (anthropic ? "request-id" : "x-request-id", $"req_sluice{number:D6}");
        try
        {
            return IsAllowed(request)
                ? Answer(request, anthropic, number, id)
                : Refuse(anthropic, 401, "Incorrect API key provided.", null, id);
        }
        catch (JsonException e)
        {
            return Refuse(anthropic, 400, $"The body is not valid JSON: {e.Message}", null, id);
        }
        catch (ModelRequestException e)
        {
            return Refuse(anthropic, 400, e.Message, e.Parameter, id);
        }
    }

    /// <summary>Stops listening and closes every connection.</summary>
    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    ResponseScript Answer(RecordedRequest request, bool anthropic, int number, (string, string) id)
    {
        var path = request.Path;
        if (request.Method == "GET" && path.EndsWith("/models", StringComparison.Ordinal))
            return new ResponseScript().Json(200, ModelList.Write(anthropic, _options.Models, _options.Time.GetUtcNow()), id);
        if (request.Method == "GET" && path.Split("/models/", 2) is [_, var model])
            return AnswerModel(anthropic, Uri.UnescapeDataString(model), id);
        if (DialectOf(path) is { } dialect)
            return request.Method == "POST" ? Generate(dialect, request, number, id) : WrongMethod(request, anthropic, id);
        if (path.EndsWith("/embeddings", StringComparison.Ordinal))
        {
            return request.Method == "POST"
                ? new ResponseScript().Json(200, EmbeddingsAnswer.Write(request.Json()), id)
                : WrongMethod(request, anthropic, id);
        }
        if (path.EndsWith("/messages/count_tokens", StringComparison.Ordinal))
        {
            var tokens = Math.Max(1, ModelRequest.CountWords(request.Json()));
            return new ResponseScript().Json(200, JsonText.Object(w => w.WriteNumber("input_tokens", tokens)), id);
        }
        return Refuse(anthropic, 404, $"There is nothing at {request.Method} {path}.", null, id);
    }

    ResponseScript Generate(ModelDialect dialect, RecordedRequest request, int number, (string, string) id)
    {
        var wanted = ModelRequest.Parse(dialect, request.Json());
        var behaviour = Misbehaviour.Parse(wanted.Model);
        if (behaviour.Status is { } status)
        {
            var message = $"The model '{wanted.Model}' refuses with {status}, as its name asks it to.";
            return Refuse(dialect == ModelDialect.Messages, status, message, null, id);
        }
        return AnswerScript.Write(wanted, AnswerPlan.For(wanted, behaviour, _options, number), behaviour, _options, id);
    }

    ResponseScript AnswerModel(bool anthropic, string model, (string, string) id) => _options.Models.Contains(model)
        ? new ResponseScript().Json(200, JsonText.Object(w => ModelList.WriteModel(w, anthropic, model, _options.Time.GetUtcNow())), id)
        : Refuse(anthropic, 404, $"The model '{model}' does not exist.", "model", id);

    bool IsAllowed(RecordedRequest request) => _options.ApiKey is null
        || request.Headers["authorization"] == $"Bearer {_options.ApiKey}" || request.Headers["x-api-key"] == _options.ApiKey;

    static ModelDialect? DialectOf(string path) =>
        path.EndsWith("/chat/completions", StringComparison.Ordinal) ? ModelDialect.Chat
        : path.EndsWith("/completions", StringComparison.Ordinal) ? ModelDialect.Completions
        : path.EndsWith("/responses", StringComparison.Ordinal) ? ModelDialect.Responses
        : path.EndsWith("/messages", StringComparison.Ordinal) ? ModelDialect.Messages
        : null;

    static ResponseScript WrongMethod(RecordedRequest request, bool anthropic, (string, string) id) =>
        Refuse(anthropic, 405, $"{request.Path} takes POST, not {request.Method}.", null, id, ("allow", "POST"));

    static ResponseScript Refuse(bool anthropic, int status, string message, string? parameter, params (string, string)[] headers) =>
        new ResponseScript().Json(
            status, ErrorBodies.For(anthropic, status, message, parameter),
            status is 429 or 503 or 529 ? [.. headers, ("retry-after", "1")] : headers);
}
