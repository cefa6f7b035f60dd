using System.Buffers;
using System.Text.Json;
using Sluice.Configuration;
using Sluice.Relay;

namespace Sluice.Dialects;

/// <summary>
/// A wire format: what its events mean, how it says an error, what keeps its streams alive. It is not a provider, which is who runs the model.
/// </summary>
public abstract class Dialect
{
    /// <summary>The name in configuration, logs and metrics: <c>openai-chat</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The dialect that a provider has to list for this one: completions and embeddings come with <c>openai-chat</c>.
    /// </summary>
    public virtual string ListedAs => Name;

    /// <summary>Whether its answers can be event streams.</summary>
    public virtual bool Streams => true;

    /// <summary>Whether usage is reported in a stream only on request (<c>stream_options.include_usage</c>).</summary>
    public virtual bool UsageOnRequest => false;

    /// <summary>Makes the reader of one event stream.</summary>
    public abstract FrameInspector StreamInspector(StreamReport report, Sanitizer sanitizer);

    /// <summary>Makes the writer of one event stream that passes as it is.</summary>
    /// <param name="edited">Called when something other than the upstream's own bytes is written after all.</param>
    public virtual StreamEncoder Passthrough(Action edited) => PassthroughEncoder.Instance;

    /// <summary>Makes the reader of one whole answer.</summary>
    public virtual FrameInspector WholeInspector(StreamReport report, Sanitizer sanitizer) => new WholeJsonInspector(report);

    /// <summary>The bytes of one heartbeat; empty where the dialect has none that is safe.</summary>
    public virtual ReadOnlyMemory<byte> Heartbeat(HeartbeatForm form, string requestId, string model) => Comment;

    /// <summary>Writes an error answer's body.</summary>
    public abstract void WriteError(Utf8JsonWriter json, Failure failure, string requestId);

    /// <summary>The error event that ends a stream in this dialect.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="requestId">The exchange's id.</param>
    /// <param name="sequence">The next sequence number, for dialects that number their events.</param>
    public virtual byte[] ErrorEvent(Failure failure, string requestId, long sequence) =>
        Frame("data: "u8, json => WriteError(json, failure, requestId));

    /// <summary>A comment: every parser skips it, every proxy sees bytes (WHATWG HTML, 9.2.7 suggests one every 15 s).</summary>
    protected static ReadOnlyMemory<byte> Comment { get; } = ": keep-alive\n\n"u8.ToArray();

    /// <summary>Builds one event around a JSON object.</summary>
    protected static byte[] Frame(ReadOnlySpan<byte> opening, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write(opening);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
            write(json);
        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Error text is for people: only what JSON and an event's line need is escaped.</summary>
    public static JsonWriterOptions WriterOptions { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
}
