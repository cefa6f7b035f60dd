using System.Text;

namespace Sluice.Testing;

/// <content>What scripts say often, made of the steps above.</content>
public sealed partial class ResponseScript
{
    /// <summary>Sends the pieces of the given sizes as a write each; the rest, where there is one, as a last write.</summary>
    public ResponseScript WriteSplit(ReadOnlyMemory<byte> bytes, params int[] sizes)
    {
        foreach (var piece in Split(bytes, sizes))
            Write(piece);
        return this;
    }

    /// <summary>Sends every byte as a write of its own.</summary>
    public ResponseScript WriteByteByByte(ReadOnlyMemory<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
            Write(bytes.Slice(i, 1));
        return this;
    }

    /// <summary>Sends every byte of the text's UTF-8 as a write of its own.</summary>
    public ResponseScript WriteByteByByte(string text) => WriteByteByByte(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends raw bytes in pieces: this splits heads and chunk lines too.</summary>
    public ResponseScript RawSplit(ReadOnlyMemory<byte> bytes, params int[] sizes)
    {
        foreach (var piece in Split(bytes, sizes))
            Raw(piece);
        return this;
    }

    /// <summary>
    /// Writes each text as one event: <c>data: ...</c> and a blank line, a line of the text being a <c>data:</c> line each.
    /// </summary>
    public ResponseScript Sse(params string[] data)
    {
        foreach (var item in data)
            Write(SseText.Event(null, item));
        return this;
    }

    /// <summary>Writes one named event.</summary>
    public ResponseScript SseNamed(string name, string data) => Write(SseText.Event(name, data));

    /// <summary>Writes an SSE comment and the blank line after it.</summary>
    public ResponseScript Comment(string text = "keep-alive") => Write($": {text}\n\n");

    /// <summary>
    /// Writes <paramref name="count"/> texts on a fixed schedule, the first at once: number i goes out i intervals after the step began,
    /// or as soon as the peer takes it.
    /// </summary>
    public ResponseScript Repeat(int count, TimeSpan interval, Func<int, string> text) =>
        Repeat(count, interval, (i, _) => text(i));

    /// <summary>As above; the function also gets the time of sending, to write it into the event. See <see cref="Clock.Stamp"/>.</summary>
    public ResponseScript Repeat(int count, TimeSpan interval, Func<int, TimeSpan, string> text) =>
        Add(new RepeatStep(count, interval, (i, at) => Encoding.UTF8.GetBytes(text(i, at))));

    /// <summary>Writes texts on a fixed schedule until the peer has gone.</summary>
    public ResponseScript RepeatForever(TimeSpan interval, Func<int, string> text) =>
        RepeatForever(interval, (i, _) => text(i));

    /// <summary>As above, with the time of sending.</summary>
    public ResponseScript RepeatForever(TimeSpan interval, Func<int, TimeSpan, string> text) =>
        Add(new RepeatStep(null, interval, (i, at) => Encoding.UTF8.GetBytes(text(i, at))));

    /// <summary>
    /// Writes the same bytes <paramref name="count"/> times (null: until the peer has gone) as fast as the peer takes them.
    /// </summary>
    public ResponseScript Flood(ReadOnlyMemory<byte> bytes, int? count = null) =>
        Add(new RepeatStep(count, TimeSpan.Zero, (_, _) => bytes));

    /// <summary>The whole of an ordinary JSON answer with a true Content-Length.</summary>
    public ResponseScript Json(int status, string json, params (string Name, string Value)[] headers) =>
        Whole(status, "application/json", Encoding.UTF8.GetBytes(json), headers);

    /// <summary>A whole answer with a true Content-Length, in one write.</summary>
    public ResponseScript Whole(int status, string contentType, ReadOnlyMemory<byte> body, params (string Name, string Value)[] headers) =>
        Head(status, [("content-type", contentType), .. headers]).ContentLength(body.Length).Write(body).End();

    /// <summary>The head of an event stream: 200 and <c>text/event-stream</c>, sent at once.</summary>
    public ResponseScript EventStream(params (string Name, string Value)[] headers) =>
        Head(200, [("content-type", "text/event-stream"), .. headers]);

    static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> bytes, int[] sizes)
    {
        foreach (var size in sizes)
        {
            if (size > bytes.Length)
                throw new ArgumentException(
                    $"A piece of {size} bytes was asked for where {bytes.Length} are left.", nameof(sizes));
            yield return bytes[..size];
            bytes = bytes[size..];
        }
        if (!bytes.IsEmpty)
            yield return bytes;
    }
}
