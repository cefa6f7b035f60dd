using System.Text.Json;

namespace Sluice.Dialects;

/// <summary>A stretch of a request body to be replaced on its way upstream.</summary>
/// <param name="Start">Offset of the first byte replaced.</param>
/// <param name="Length">Bytes replaced; 0 inserts.</param>
/// <param name="Replacement">What goes there.</param>
public readonly record struct Splice(int Start, int Length, ReadOnlyMemory<byte> Replacement);

/// <summary>
/// What the gateway needs to know of a request, from one pass over its bytes, with the places where something may have to be replaced.
/// The bytes themselves are never parsed into objects, so unknown members, key order and number precision survive.
/// </summary>
public sealed class RequestEnvelope
{
    readonly List<(int Start, int Length)> _models = new(1);
    int _open = -1;
    bool _members;
    bool _modelsDiffer;
    int _optionsOpen = -1;
    bool _optionsMembers;
    (int Start, int Length)? _optionsNull;
    (int Start, int Length)? _includeUsage;

    RequestEnvelope(ReadOnlyMemory<byte> body) => Body = body;

    /// <summary>The bytes as the client sent them; empty once they were given up.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Gives up the bytes: nobody will send them again.</summary>
    public void Forget() => Body = default;

    /// <summary>The requested model; empty where the request names none.</summary>
    public string Model { get; private set; } = "";

    /// <summary>Whether the client asked for a stream.</summary>
    public bool Stream { get; private set; }

    /// <summary>Whether the client asked for usage in the stream.</summary>
    public bool IncludesUsage { get; private set; }

    /// <summary>The client's limit of output tokens, where it set one.</summary>
    public long? MaxTokens { get; private set; }

    /// <summary>An envelope for a request whose body is none of ours: a file, an empty body, another provider's JSON.</summary>
    public static RequestEnvelope Opaque(ReadOnlyMemory<byte> body) => new(body);

    /// <summary>Reads a body; the failure says what was found and where.</summary>
    public static (RequestEnvelope? Envelope, Failure? Failure) Read(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return (null, Failure.Refused(400, "empty_body", "The request has no body; a JSON object was expected."));
        var envelope = new RequestEnvelope(body);
        try
        {
            return envelope.Parse(body.Span) is { } failure ? (null, failure) : (envelope, null);
        }
        catch (JsonException wrong)
        {
            return (null, Failure.Refused(400, "invalid_json",
                $"The request body is not valid JSON: line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}: {Reason(wrong)}"));
        }
        catch (InvalidOperationException)
        {
            return (null, Failure.Refused(400, "invalid_json", "The request body has a string that is not valid UTF-8."));
        }
    }

    static string Reason(JsonException wrong)
    {
        // The reader appends its own coordinates, zero-based; ours stand in front.
        var end = wrong.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? wrong.Message : wrong.Message[..end];
    }

    Failure? Parse(ReadOnlySpan<byte> json)
    {
        var offset = json.StartsWith("\uFEFF"u8) ? 3 : 0;
        var reader = new Utf8JsonReader(json[offset..], new JsonReaderOptions { MaxDepth = 512 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return Failure.Refused(400, "invalid_body", $"The request body is a JSON {Kind(reader.TokenType)}; an object was expected.");
        _open = offset + (int)reader.BytesConsumed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _members = true;
            if (reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                    return Failure.Refused(400, "invalid_model", $"'model' is a JSON {Kind(reader.TokenType)}; a string was expected.", "model");
                _modelsDiffer |= _models.Count > 0 && !reader.ValueTextEquals(Model);
                Model = reader.GetString()!;
                _models.Add(Place(reader, offset));
            }
            else if (reader.ValueTextEquals("stream"u8))
            {
                reader.Read();
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
                    return Failure.Refused(400, "invalid_stream", $"'stream' is a JSON {Kind(reader.TokenType)}; true or false was expected.", "stream");
                Stream = reader.TokenType == JsonTokenType.True;
            }
            else if (reader.ValueTextEquals("stream_options"u8))
            {
                reader.Read();
                Options(ref reader, offset);
            }
            else if (reader.ValueTextEquals("max_tokens"u8) || reader.ValueTextEquals("max_completion_tokens"u8)
                || reader.ValueTextEquals("max_output_tokens"u8))
            {
                reader.Read();
                MaxTokens = JsonPeek.Integer(ref reader) ?? MaxTokens;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        // Reads to the end: bytes behind the object are an error here, and not a surprise upstream.
        while (reader.Read())
        {
        }

        return null;
    }

    void Options(ref Utf8JsonReader reader, int offset)
    {
        _optionsNull = null;
        _includeUsage = null;
        _optionsOpen = -1;
        IncludesUsage = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            if (reader.TokenType == JsonTokenType.Null)
                _optionsNull = Place(reader, offset);
            reader.Skip();
            return;
        }

        _optionsOpen = offset + (int)reader.BytesConsumed;
        _optionsMembers = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            _optionsMembers = true;
            var usage = reader.ValueTextEquals("include_usage"u8);
            reader.Read();
            if (usage && reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null)
            {
                IncludesUsage = reader.TokenType == JsonTokenType.True;
                _includeUsage = Place(reader, offset);
            }

            reader.Skip();
        }
    }

    /// <summary>
    /// Puts the model that is to serve in place of every one that the client wrote, or in front where it wrote none. A client that names two is
    /// routed by the last: an upstream that goes by the first must not serve a model that was never routed.
    /// </summary>
    /// <param name="named">The model; null for the client's own.</param>
    /// <param name="splices">Where replacements are added.</param>
    public void ReplaceModel(string? named, List<Splice> splices)
    {
        var model = named ?? Model;
        if ((model == Model && _models.Count > 0 && !_modelsDiffer) || (named is null && _models.Count == 0))
            return;
        var name = JsonSerializer.SerializeToUtf8Bytes(model, NamesJson.Default.String);
        foreach (var (start, length) in _models)
            splices.Add(new Splice(start, length, name));
        if (_models.Count == 0 && _open >= 0)
            Insert(_open, _members, "\"model\":"u8, name, splices);
    }

    /// <summary>Asks for usage in the stream, where the client has not; true where that needed a change.</summary>
    public bool RequestUsage(List<Splice> splices)
    {
        if (IncludesUsage || _open < 0)
            return false;
        if (_includeUsage is { } place)
            splices.Add(new Splice(place.Start, place.Length, "true"u8.ToArray()));
        else if (_optionsNull is { } nothing)
            splices.Add(new Splice(nothing.Start, nothing.Length, "{\"include_usage\":true}"u8.ToArray()));
        else if (_optionsOpen >= 0)
            Insert(_optionsOpen, _optionsMembers, "\"include_usage\":"u8, "true"u8, splices);
        else
            Insert(_open, _members, "\"stream_options\":"u8, "{\"include_usage\":true}"u8, splices);
        return true;
    }

    static void Insert(int at, bool members, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, List<Splice> splices) =>
        splices.Add(new Splice(at, 0, (byte[])[.. name, .. value, .. members ? ","u8 : default]));

    static (int Start, int Length) Place(Utf8JsonReader reader, int offset) =>
        (offset + (int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));

    static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "array",
        JsonTokenType.StartObject => "object",
        JsonTokenType.True or JsonTokenType.False => "boolean",
        JsonTokenType.None => "nothing",
        _ => token.ToString().ToLowerInvariant(),
    };
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
sealed partial class NamesJson : System.Text.Json.Serialization.JsonSerializerContext;
