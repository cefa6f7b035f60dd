using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Sluice.Testing.Load;

/// <summary>The bytes that the upstream sends, made once: what is left for each stream is to copy and to stamp.</summary>
internal static class LoadAnswers
{
    static readonly ConcurrentDictionary<int, byte[]> Wholes = new();
    static readonly byte[] Prefix = Encoding.ASCII.GetBytes($"{LoadEvent.Length:x}\r\n");

    /// <summary>The head of every stream.</summary>
    public static readonly byte[] Head = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n");

    /// <summary>The end of every stream, as it is on the wire.</summary>
    public static readonly byte[] Tail = Encoding.ASCII.GetBytes($"{LoadEvent.End.Length:x}\r\n{Encoding.ASCII.GetString(LoadEvent.End)}\r\n0\r\n\r\n");

    /// <summary>What a request without a plan is told.</summary>
    public static readonly byte[] NoPlan = Json(400, "{\"error\":{\"message\":\"this upstream belongs to a load test: found a request without its plan, expected one that the load generator sent\",\"type\":\"invalid_request_error\"}}");

    /// <summary>Bytes of one event on the wire.</summary>
    public static int FrameLength { get; } = Prefix.Length + LoadEvent.Length + 2;

    /// <summary>Writes one event as a chunk.</summary>
    public static void WriteFrame(Span<byte> to, int number, long sent)
    {
        Prefix.CopyTo(to);
        LoadEvent.Write(to[Prefix.Length..], number, sent);
        "\r\n"u8.CopyTo(to[(Prefix.Length + LoadEvent.Length)..]);
    }

    /// <summary>A whole stream, all of it sent now.</summary>
    public static byte[] Whole(int count, long now)
    {
        var answer = Wholes.GetOrAdd(count, static count =>
        {
            var template = new byte[Head.Length + (count * FrameLength) + Tail.Length];
            Head.CopyTo(template, 0);
            for (var i = 0; i < count; i++)
                WriteFrame(template.AsSpan(Head.Length + (i * FrameLength)), i, 0);
            Tail.CopyTo(template, template.Length - Tail.Length);
            return template;
        }).AsSpan().ToArray();
        for (var i = 0; i < count; i++)
            LoadEvent.Stamp(answer.AsSpan(Head.Length + (i * FrameLength) + Prefix.Length), now);
        return answer;
    }

    /// <summary>Head and first event.</summary>
    public static byte[] Opening(long now)
    {
        var opening = new byte[Head.Length + FrameLength];
        Head.CopyTo(opening, 0);
        WriteFrame(opening.AsSpan(Head.Length), 0, now);
        return opening;
    }

    /// <summary>A stream of one event.</summary>
    public static byte[] One(int number, long stamp)
    {
        var answer = new byte[Head.Length + FrameLength + Tail.Length];
        Head.CopyTo(answer, 0);
        WriteFrame(answer.AsSpan(Head.Length), number, stamp);
        Tail.CopyTo(answer, Head.Length + FrameLength);
        return answer;
    }

    static byte[] Json(int status, string json) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"HTTP/1.1 {status} No plan\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}"));
}
