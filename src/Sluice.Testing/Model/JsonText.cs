using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sluice.Testing;

/// <summary>Small JSON documents as text, without reflection.</summary>
internal static class JsonText
{
    // Letters of all scripts stay readable: what a model server sends, and what shows that a gateway keeps UTF-8 whole.
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
            write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static string Object(Action<Utf8JsonWriter> write) => Write(w =>
    {
        w.WriteStartObject();
        write(w);
        w.WriteEndObject();
    });

    public static void Object(this Utf8JsonWriter writer, string name, Action<Utf8JsonWriter> write)
    {
        writer.WriteStartObject(name);
        write(writer);
        writer.WriteEndObject();
    }

    /// <summary>An array of one object, or of none.</summary>
    public static void Array(this Utf8JsonWriter writer, string name, Action<Utf8JsonWriter>? only = null)
    {
        writer.WriteStartArray(name);
        if (only is not null)
        {
            writer.WriteStartObject();
            only(writer);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    public static void Raw(this Utf8JsonWriter writer, string name, string json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json);
    }
}
