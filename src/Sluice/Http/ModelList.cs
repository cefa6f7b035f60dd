using System.Buffers;
using System.Text.Json;
using Sluice.Dialects;
using Sluice.Relay;

namespace Sluice.Http;

/// <summary>
/// The list of models where routes name them one by one: an upstream's own list would name models that nobody can call here, and leave out the
/// aliases. With a catch-all route the upstream's list is relayed instead.
/// </summary>
static class ModelList
{
    public static async Task WriteAsync(Exchange exchange)
    {
        var anthropic = exchange.Dialect == DialectCatalog.AnthropicMessages;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Dialect.WriterOptions))
        {
            json.WriteStartObject();
            if (!anthropic)
                json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var name in exchange.Snapshot.Routes.ExactNames)
                Write(json, name, anthropic);
            json.WriteEndArray();
            if (anthropic)
                json.WriteBoolean("has_more"u8, false);
            json.WriteEndObject();
        }

        exchange.Response.Prepare(200, "application/json", buffer.WrittenCount, eventStream: false);
        exchange.Response.Begin();
        if (exchange.Http.Request.Method != "HEAD")
            exchange.Response.Writer.Write(buffer.WrittenSpan);
        await exchange.Response.Writer.FlushAsync(exchange.Http.RequestAborted);
        exchange.End = EndOfStream.Completed;
    }

    static void Write(Utf8JsonWriter json, string name, bool anthropic)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, name);
        json.WriteString(anthropic ? "type"u8 : "object"u8, "model"u8);
        if (anthropic)
            json.WriteString("display_name"u8, name);
        else
            json.WriteString("owned_by"u8, "sluice"u8);
        json.WriteEndObject();
    }
}
