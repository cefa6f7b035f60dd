using System.Buffers.Binary;
using System.Text.Json;

namespace Sluice.Testing;

/// <summary>Embeddings that depend on their input only: the same text gives the same unit vector, whoever asks.</summary>
internal static class EmbeddingsAnswer
{
    const int DefaultDimensions = 16;

    public static string Write(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object
            || !body.TryGetProperty("model", out var model) || model.ValueKind != JsonValueKind.String)
            throw new ModelRequestException("model", "you must provide a model parameter");
        if (!body.TryGetProperty("input", out var input))
            throw new ModelRequestException("input", "you must provide an input parameter");
        var dimensions = body.TryGetProperty("dimensions", out var d) && d.TryGetInt32(out var n)
            ? Math.Clamp(n, 1, 4096) : DefaultDimensions;
        var base64 = body.TryGetProperty("encoding_format", out var format) && format.GetString() == "base64";
        var inputs = Inputs(input);
        return JsonText.Object(w =>
        {
            w.WriteString("object", "list");
            w.WriteStartArray("data");
            for (var i = 0; i < inputs.Count; i++)
                WriteItem(w, i, Vector(inputs[i], dimensions), base64);
            w.WriteEndArray();
            w.WriteString("model", model.GetString());
            w.Object("usage", u =>
            {
                var tokens = Math.Max(1, ModelRequest.CountWords(body));
                u.WriteNumber("prompt_tokens", tokens);
                u.WriteNumber("total_tokens", tokens);
            });
        });
    }

    /// <summary>A text, several texts, one row of token numbers, or several rows.</summary>
    static List<string> Inputs(JsonElement input)
    {
        var several = input.ValueKind == JsonValueKind.Array && input.GetArrayLength() > 0 && input[0].ValueKind != JsonValueKind.Number;
        return several ? [.. input.EnumerateArray().Select(i => i.GetRawText())] : [input.GetRawText()];
    }

    static float[] Vector(string text, int dimensions)
    {
        // FNV-1a: a hash that is the same on every run, unlike string.GetHashCode.
        var seed = text.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);
        var random = new Random((int)seed);
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++)
            vector[i] = (float)((random.NextDouble() * 2) - 1);
        var length = MathF.Sqrt(vector.Sum(v => v * v));
        return [.. vector.Select(v => v / length)];
    }

    static void WriteItem(Utf8JsonWriter writer, int index, float[] vector, bool base64)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "embedding");
        writer.WriteNumber("index", index);
        if (base64)
        {
            var bytes = new byte[vector.Length * 4];
            for (var i = 0; i < vector.Length; i++)
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), vector[i]);
            writer.WriteBase64String("embedding", bytes);
        }
        else
        {
            writer.WriteStartArray("embedding");
            foreach (var value in vector)
                writer.WriteNumberValue(value);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }
}
