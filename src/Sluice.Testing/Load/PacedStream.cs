using System.Net.Sockets;

namespace Sluice.Testing.Load;

/// <summary>One stream that sends an event per interval.</summary>
/// <param name="socket">Where to.</param>
/// <param name="interval">Ticks from event to event.</param>
/// <param name="first">Number of the first event.</param>
/// <param name="count">Events to send.</param>
internal sealed class PacedStream(Socket socket, long interval, int first, int count)
{
    static readonly TimeSpan Again = TimeSpan.FromMilliseconds(5);

    readonly byte[] _frame = new byte[LoadAnswers.FrameLength];
    ValueTask<int> _sending;
    int _sent;
    volatile bool _left;

    /// <summary>Ticks from event to event.</summary>
    public long Interval => interval;

    /// <summary>Whether the end has been sent; written by the pacing loop, read by the connection's.</summary>
    public bool Ended { get; private set; }

    /// <summary>Notes that the client left: nothing more is sent.</summary>
    public void Leave() => _left = true;

    /// <summary>Sends the next event, or the end.</summary>
    /// <param name="due">When it should have been sent.</param>
    /// <param name="time">The clock of the stamps.</param>
    /// <returns>When to come again; null at the end.</returns>
    public long? Step(long due, TimeProvider time)
    {
        if (_left)
            return null;
#pragma warning disable CA2012 // Kept until it has completed, then consumed once: one send at a time
        try
        {
            // Who does not read gets nothing more, and must not hold up the others.
            if (!_sending.IsCompleted)
                return time.GetTimestamp() + (long)(Again.TotalSeconds * time.TimestampFrequency);
            _sending.GetAwaiter().GetResult();
            _sending = default;
            if (_sent == count)
            {
                Ended = true;
                _sending = socket.SendAsync(LoadAnswers.Tail.AsMemory(), SocketFlags.None);
                return null;
            }

            LoadAnswers.WriteFrame(_frame, first + _sent++, time.GetTimestamp());
            _sending = socket.SendAsync(_frame.AsMemory(), SocketFlags.None);
            return due + interval;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The connection's own loop sees the same and says when.
            return null;
        }
#pragma warning restore CA2012
    }
}
