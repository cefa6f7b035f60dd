using System.Globalization;
using System.Text;
using Sluice.Diagnosis.Origins;

namespace Sluice.Diagnosis.Probing;

/// <summary>Turns the bytes of one answer, as they come, into an <see cref="Observation"/>.</summary>
/// <param name="variation">How it was asked for.</param>
/// <param name="dialect">Whether a model's dialect was asked for, which has a terminator of its own.</param>
internal sealed class Recorder(Variation variation, bool dialect) : IDisposable
{
    const int MostComplaint = 2048;

    readonly List<ReadStamp> _reads = [];
    readonly List<EventStamp> _events = [];
    readonly StampScanner _stamps = new();
    readonly MemoryStream _complaint = new();
    EventCounter? _counter;
    BodyDecoder? _decoder;
    Observation _observation = new() { Variation = variation };
    long _body;
    long _plain;
    int _planned;
    bool _stamped;

    /// <summary>The connection is open.</summary>
    public void Connected(TimeSpan connect, TimeSpan handshake, bool encrypted, string? issuer) =>
        _observation = _observation with { Connect = connect, Handshake = handshake, Encrypted = encrypted, CertificateIssuer = issuer };

    /// <summary>The head is complete.</summary>
    public void Head(TimeSpan at, int status, Version version, IReadOnlyList<KeyValuePair<string, string>> headers, BodyFraming framing, int bytes)
    {
        _observation = _observation with { HeadAt = at, Status = status, Version = version, Headers = headers, Framing = framing, HeadBytes = bytes };
        var coding = _observation.Header("Content-Encoding")?.Trim().ToLowerInvariant();
        var origin = _observation.Header(OriginStamp.Header);
        _observation = _observation with { Coding = coding is null or "" or "identity" ? null : coding, HeadSent = HeadSent(origin) };
        _stamped = _observation.HeadSent is not null;
        _decoder = new(coding);
        _counter = new(_observation.Header("Content-Type"));
    }

    /// <summary>Bytes of the body have arrived, within a read of that many bytes of the connection in all.</summary>
    public void Read(TimeSpan at, long wire, ReadOnlySpan<byte> body)
    {
        _body += body.Length;
        if (!body.IsEmpty)
        {
            var plain = _decoder!.Decode(body);
            _stamps.Scan(plain, (stamp, end) => Stamp(stamp, at, end));
            _counter!.Scan(plain, end => Count(at, end));
            _plain += plain.Length;
            if (_observation.Status >= 300 && _complaint.Length < MostComplaint)
                _complaint.Write(plain);
        }

        _reads.Add(new(at, wire, _body, _plain));
    }

    /// <summary>It is over.</summary>
    public Observation End(AnswerEnd end, TimeSpan at, string? fault = null)
    {
        var complaint = Encoding.UTF8.GetString(_complaint.GetBuffer(), 0, (int)Math.Min(_complaint.Length, MostComplaint)).Trim();
        return _observation with
        {
            Reads = _reads,
            Events = _events,
            Planned = _planned,
            Terminated = dialect && _observation.Header("Content-Type")?.Contains("event-stream", StringComparison.OrdinalIgnoreCase) is true ? _counter?.Terminated : null,
            End = end,
            EndAt = at,
            Complaint = complaint,
            Fault = fault,
        };
    }

    public void Dispose()
    {
        _decoder?.Dispose();
        _counter?.Dispose();
        _complaint.Dispose();
    }

    void Stamp(OriginStamp stamp, TimeSpan at, long end)
    {
        if (!_stamped)
        {
            // The header was lost on the way, or a gateway has translated the stream: what was counted so far was counted by frames.
            _stamped = true;
            _events.Clear();
        }

        // A stamp seen twice is a text that is repeated at the end, as the responses dialect does.
        if (_events.Count > 0 && stamp.Number <= _events[^1].Number)
            return;
        _planned = stamp.Of;
        _events.Add(new(stamp.Number, stamp.Sent, at, end));
    }

    void Count(TimeSpan at, long end)
    {
        if (!_stamped)
            _events.Add(new(_events.Count, null, at, end));
    }

    static TimeSpan? HeadSent(string? header)
    {
        var at = header?.IndexOf("head=", StringComparison.Ordinal) ?? -1;
        return at >= 0 && long.TryParse(header.AsSpan(at + 5), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
    }
}
