using System.Text.Json;

namespace Sluice.Testing;

/// <summary>A tool the client offers, and arguments for it that fit its schema's required properties.</summary>
internal sealed record ModelTool(string Name, string Arguments)
{
    /// <summary>The first function tool, in whichever of the three dialects' shapes; null where there is none.</summary>
    public static ModelTool? First(JsonElement body)
    {
        if (!body.TryGetProperty("tools", out var tools) || tools.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var tool in tools.EnumerateArray())
        {
            // Chat nests the function; Responses and Messages do not.
            var function = tool.TryGetProperty("function", out var nested) ? nested : tool;
            if (function.ValueKind != JsonValueKind.Object || !function.TryGetProperty("name", out var name))
                continue;
            var schema = function.TryGetProperty("parameters", out var parameters) ? parameters
                : function.TryGetProperty("input_schema", out var input) ? input : default;
            return new(name.GetString() ?? "", JsonText.Write(w => WriteValue(w, "arguments", schema)));
        }
        return null;
    }

    static void WriteValue(Utf8JsonWriter writer, string name, JsonElement schema)
    {
        var type = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var t)
            ? t.ValueKind == JsonValueKind.Array ? t[0].GetString() : t.GetString() : "object";
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("enum", out var options) && options.GetArrayLength() > 0)
            options[0].WriteTo(writer);
        else if (type == "object")
            WriteObject(writer, schema);
        else if (type == "array")
            WriteArray(writer, name, schema);
        else if (type is "number" or "integer")
            writer.WriteNumberValue(3);
        else if (type == "boolean")
            writer.WriteBooleanValue(true);
        else if (type == "null")
            writer.WriteNullValue();
        else
            writer.WriteStringValue(name is "location" or "city" or "place" ? "Delft" : "the upper sluice");
    }

    static void WriteObject(Utf8JsonWriter writer, JsonElement schema)
    {
        writer.WriteStartObject();
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                WriteValue(writer, property.Name, property.Value);
            }
        }
        writer.WriteEndObject();
    }

    static void WriteArray(Utf8JsonWriter writer, string name, JsonElement schema)
    {
        writer.WriteStartArray();
        if (schema.TryGetProperty("items", out var items))
            WriteValue(writer, name, items);
        writer.WriteEndArray();
    }
}
