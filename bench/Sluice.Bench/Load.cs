using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sluice.Bench;

/// <summary>What one run of a load saw.</summary>
sealed record Result(double Seconds, int Streams, long Events, int Broken, double[] FirstByteMicros, double[] AgeMicros)
{
    public double StreamsPerSecond => Streams / Seconds;

    public static double Percentile(double[] sorted, double p) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * p))];
}

/// <summary>Clients on keep-alive connections, each checking that every event came, once, in order.</summary>
sealed class Load(IPEndPoint target, string model)
{
    readonly byte[] _request = Request(model);
    readonly List<double> _first = [];
    readonly List<double> _ages = [];
    int _streams;
    int _broken;
    long _events;

    static byte[] Request(string model)
    {
        var body = "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"a question of some length, as people ask them\"}]}";
        return Encoding.ASCII.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer bench-key\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <summary>Runs.</summary>
    /// <param name="connections">Clients at once.</param>
    /// <param name="expected">Events that each stream must have.</param>
    /// <param name="duration">How long new streams are started; null: one stream each.</param>
    public async Task<Result> RunAsync(int connections, int expected, TimeSpan? duration)
    {
        var start = Stopwatch.GetTimestamp();
        var until = duration is { } span ? start + (long)(span.TotalSeconds * Stopwatch.Frequency) : start;
        var clients = new Task[connections];
        for (var i = 0; i < connections; i++)
            clients[i] = ClientAsync(expected, until);
        await Task.WhenAll(clients);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Result(seconds, _streams, _events, _broken, [.. _first.Order()], [.. _ages.Order()]);
    }

    async Task ClientAsync(int expected, long until)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target);
        var buffer = new byte[32 << 10];
        var ages = new List<double>(expected);
        do
        {
            ages.Clear();
            var (complete, firstByte) = await StreamAsync(socket, buffer, expected, ages);
            lock (_first)
            {
                _streams++;
                _events += ages.Count;
                _first.Add(firstByte);
                _ages.AddRange(ages);
                if (!complete)
                    _broken++;
            }

            if (!complete)
                return;
        }
        while (Stopwatch.GetTimestamp() < until);
    }

    async Task<(bool Complete, double FirstByte)> StreamAsync(Socket socket, byte[] buffer, int expected, List<double> ages)
    {
        var sent = Stopwatch.GetTimestamp();
        await socket.SendAsync(_request, SocketFlags.None);
        var held = 0;
        double first = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(held), SocketFlags.None);
            var now = Stopwatch.GetTimestamp();
            if (read == 0)
                return (false, first);
            if (first == 0)
                first = Micros(now - sent);
            held += read;
            var left = Scan(buffer.AsSpan(0, held), now, ages, out var end);
            if (end)
                return (ages.Count == expected, first);
            buffer.AsSpan(left, held - left).CopyTo(buffer);
            held -= left;
        }
    }

    /// <summary>Takes the whole events; returns where the rest starts. A number out of order spoils the count, and so the stream.</summary>
    static int Scan(Span<byte> bytes, long now, List<double> ages, out bool end)
    {
        var at = 0;
        while (true)
        {
            var mark = bytes[at..].IndexOf(Events.Mark);
            if (mark < 0)
                break;
            var behind = at + mark + Events.Mark.Length;
            if (!Events.TryRead(bytes[behind..], out var number, out var sent))
            {
                end = false;
                return at + mark;
            }

            if (number == ages.Count)
                ages.Add(Micros(now - sent));
            at = behind + 25;
        }

        end = bytes[at..].IndexOf("\r\n0\r\n\r\n"u8) >= 0;
        return Math.Max(at, bytes.Length - 64);
    }

    static double Micros(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
