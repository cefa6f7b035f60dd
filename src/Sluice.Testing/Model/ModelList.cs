using System.Text.Json;

namespace Sluice.Testing;

/// <summary>The list of models in the shape of either family.</summary>
internal static class ModelList
{
    public static string Write(bool anthropic, IReadOnlyList<string> models, DateTimeOffset created) => JsonText.Object(w =>
    {
        w.WriteString("object", "list");
        w.WriteStartArray("data");
        foreach (var model in models)
        {
            w.WriteStartObject();
            WriteModel(w, anthropic, model, created);
            w.WriteEndObject();
        }
        w.WriteEndArray();
        if (!anthropic)
            return;
        w.WriteBoolean("has_more", false);
        w.WriteString("first_id", models is [var first, ..] ? first : null);
        w.WriteString("last_id", models is [.., var last] ? last : null);
    });

    public static void WriteModel(Utf8JsonWriter writer, bool anthropic, string model, DateTimeOffset created)
    {
        writer.WriteString("id", model);
        if (anthropic)
        {
            writer.WriteString("type", "model");
            writer.WriteString("display_name", model);
            writer.WriteString("created_at", created);
            return;
        }
        writer.WriteString("object", "model");
        writer.WriteNumber("created", created.ToUnixTimeSeconds());
        writer.WriteString("owned_by", "sluice");
    }
}
