using System.Text.Json;

namespace Sluice.LabTests.Data;

/// <summary>As much of JSON Schema as the schemas in <c>docs</c> use. Stricter in one way: what a schema does not name must not appear.</summary>
internal sealed class JsonSchema(JsonElement root)
{
    /// <summary>A schema of this repository.</summary>
    public static JsonSchema Read(params string[] path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine([Repository.Root, .. path])));
        return new(document.RootElement.Clone());
    }

    /// <summary>What is wrong with the value, one line each, with its place; empty where it fits.</summary>
    public IReadOnlyList<string> Differences(JsonElement value) => [.. Check(root, value, "$")];

    IEnumerable<string> Check(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Check(Find(reference.GetString()!), value, at);
        var found = new List<string>();
        if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value))
            found.Add($"{at}: expected {only}, found {value}");
        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)))
            found.Add($"{at}: expected one of {choices}, found {value}");
        if (schema.TryGetProperty("type", out var type) && !Is(type.GetString()!, value))
            return [.. found, $"{at}: expected {type}, found {value}"];
        if (value.ValueKind == JsonValueKind.Number)
            found.AddRange(Bounds(schema, value, at));
        if (value.ValueKind == JsonValueKind.Object)
            found.AddRange(Members(schema, value, at));
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            found.AddRange(value.EnumerateArray().SelectMany((item, i) => Check(items, item, $"{at}[{i}]")));
        return found;
    }

    IEnumerable<string> Members(JsonElement schema, JsonElement value, string at)
    {
        var known = schema.GetProperty("properties");
        foreach (var required in schema.GetProperty("required").EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)))
            yield return $"{at}: '{required}' is missing";
        foreach (var member in value.EnumerateObject())
        {
            if (!known.TryGetProperty(member.Name, out var inner))
                yield return $"{at}: '{member.Name}' is not in the schema";
            else
                foreach (var difference in Check(inner, member.Value, $"{at}.{member.Name}"))
                    yield return difference;
        }
    }

    static IEnumerable<string> Bounds(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("minimum", out var minimum) && value.GetDouble() < minimum.GetDouble())
            yield return $"{at}: {value} is below {minimum}";
        if (schema.TryGetProperty("maximum", out var maximum) && value.GetDouble() > maximum.GetDouble())
            yield return $"{at}: {value} is above {maximum}";
    }

    static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => throw new InvalidDataException($"the schema says type '{type}', which this test does not know"),
    };

    JsonElement Find(string reference) =>
        reference.Split('/').Skip(1).Aggregate(root, (element, name) => element.GetProperty(name));
}
