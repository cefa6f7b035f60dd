using System.Globalization;

namespace Sluice.Diagnosis.Origins;

/// <summary>
/// What each event of the reference stream carries: <c>sluice-origin:1:RUN:N:OF:MICROSECONDS;</c>. It is plain text without a character that
/// JSON encoders escape, so it survives compression, re-chunking, and being wrapped into another dialect's frames. It stands at the end of
/// an event's text: who has read it has read the event. The time has ten digits, so sizes do not depend on it.
/// </summary>
/// <param name="Run">Names the stream, so that the stamps of two streams are never mixed.</param>
/// <param name="Number">Number of the event, from 0.</param>
/// <param name="Of">Number of events planned.</param>
/// <param name="Sent">When the event was handed to the connection, since the origin saw the request; monotonic.</param>
internal readonly record struct OriginStamp(string Run, int Number, int Of, TimeSpan Sent)
{
    /// <summary>What every stamp begins with.</summary>
    public const string Mark = "sluice-origin:1:";

    /// <summary>The response header that says that stamps will follow, and when the head was sent.</summary>
    public const string Header = "X-Sluice-Origin";

    /// <summary>More than any stamp takes.</summary>
    public const int MaxLength = 80;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Mark}{Run}:{Number}:{Of}:{(long)Sent.TotalMicroseconds:D10};");

    /// <summary>Reads what stands between <see cref="Mark"/> and the semicolon.</summary>
    public static OriginStamp? Parse(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[5];
        if (text.Split(parts, ':') != 4 || parts[0].GetOffsetAndLength(text.Length).Length is 0 or > 16)
            return null;
        return int.TryParse(text[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(text[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var of)
            && long.TryParse(text[parts[3]], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds <= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond
            ? new(text[parts[0]].ToString(), number, of, TimeSpan.FromMicroseconds(microseconds))
            : null;
    }
}
