using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sluice.Bench;

/// <summary>
/// The upstream: streams as the request's model says, <c>instant-33</c> (33 events at once) or <c>paced-20-500</c> (every 20 ms, 500 times).
/// Paced streams are written by one loop over all of them, so that thousands cost little.
/// </summary>
sealed class Upstream
{
    static readonly byte[] Head = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");

    readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly List<Paced> _paced = [];
    readonly List<Paced> _added = [];

    public static async Task RunAsync(int port)
    {
        var upstream = new Upstream();
        upstream._listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        upstream._listener.Listen(8192);
        new Thread(upstream.Pace) { IsBackground = true }.Start();
        while (true)
            _ = upstream.ServeAsync(await upstream._listener.AcceptAsync());
    }

    async Task ServeAsync(Socket socket)
    {
        using var owned = socket;
        socket.NoDelay = true;
        var buffer = new byte[8192];
        var held = 0;
        try
        {
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(held), SocketFlags.None);
                if (read == 0)
                    return;
                held += read;
                if (Request(buffer.AsSpan(0, held)) is not { } model)
                    continue;
                held = 0;
                var parts = model.Split('-');
                if (parts[0] == "instant")
                    await socket.SendAsync(Instant(int.Parse(parts[1])), SocketFlags.None);
                else
                    await PacedAsync(socket, int.Parse(parts[1]), int.Parse(parts[2]));
            }
        }
        catch (SocketException)
        {
            // The other side left: nothing to answer any more.
        }
    }

    static string? Request(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var head = Encoding.ASCII.GetString(bytes[..end]);
        var at = head.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
        var length = at < 0 ? 0 : int.Parse(head[(at + 15)..].Split('\r')[0]);
        if (bytes.Length < end + 4 + length)
            return null;
        var body = Encoding.UTF8.GetString(bytes.Slice(end + 4, length));
        var model = body.IndexOf("\"model\":\"", StringComparison.Ordinal) + 9;
        return body[model..body.IndexOf('"', model)];
    }

    static byte[] Instant(int count)
    {
        using var answer = new MemoryStream();
        answer.Write(Head);
        var one = new byte[Events.Length];
        for (var i = 0; i < count; i++)
        {
            Events.Write(one, i);
            Chunk(answer, one);
        }

        Chunk(answer, Events.End);
        answer.Write("0\r\n\r\n"u8);
        return answer.ToArray();
    }

    static void Chunk(MemoryStream to, ReadOnlySpan<byte> bytes)
    {
        to.Write(Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"));
        to.Write(bytes);
        to.Write("\r\n"u8);
    }

    async Task PacedAsync(Socket socket, int interval, int count)
    {
        await socket.SendAsync(Head, SocketFlags.None);
        var paced = new Paced(socket, interval, count);
        lock (_added)
            _added.Add(paced);
        await paced.Done.Task;
    }

    void Pace()
    {
        var frame = new byte[Events.Length + 16];
        while (true)
        {
            Thread.Sleep(1);
            lock (_added)
            {
                _paced.AddRange(_added);
                _added.Clear();
            }

            var now = Stopwatch.GetTimestamp();
            for (var i = _paced.Count - 1; i >= 0; i--)
            {
                if (!_paced[i].Step(now, frame))
                    _paced.RemoveAt(i);
            }
        }
    }

    sealed class Paced(Socket socket, int interval, int count)
    {
        static readonly byte[] Prefix = Encoding.ASCII.GetBytes($"{Events.Length:x}\r\n");

        readonly long _step = interval * Stopwatch.Frequency / 1000;

        // Streams that start together would otherwise beat together for ever.
        long _due = Stopwatch.GetTimestamp() + Random.Shared.Next(interval) * Stopwatch.Frequency / 1000;
        int _sent;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Step(long now, byte[] frame)
        {
            if (now < _due)
                return true;
            _due += _step;
            try
            {
                if (_sent == count)
                {
                    using var end = new MemoryStream();
                    Chunk(end, Events.End);
                    end.Write("0\r\n\r\n"u8);
                    socket.Send(end.ToArray());
                    Done.SetResult();
                    return false;
                }

                Prefix.CopyTo(frame, 0);
                Events.Write(frame.AsSpan(Prefix.Length), _sent++);
                "\r\n"u8.CopyTo(frame.AsSpan(Prefix.Length + Events.Length));
                socket.Send(frame, 0, Prefix.Length + Events.Length + 2, SocketFlags.None);
                return true;
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                Done.TrySetResult();
                return false;
            }
        }
    }
}
