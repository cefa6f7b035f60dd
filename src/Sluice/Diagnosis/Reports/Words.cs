using System.Globalization;
using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Examination;
using Sluice.Diagnosis.Probing;

namespace Sluice.Diagnosis.Reports;

/// <summary>Verdicts in plain words, the same in every report.</summary>
public static class Words
{
    /// <summary>The verdict's name in machine-readable reports.</summary>
    public static string Code(PatternKind kind) => kind switch
    {
        PatternKind.Streams => "streams",
        PatternKind.HeadHeld => "head-held",
        PatternKind.StartHeld => "start-held",
        PatternKind.WholeBody => "whole-body",
        PatternKind.SizeBursts => "bursts-by-size",
        PatternKind.TimerBursts => "bursts-by-time",
        PatternKind.Late => "late",
        PatternKind.Behind => "behind",
        PatternKind.ProducerBatches => "producer-batches",
        PatternKind.Cut => "cut",
        PatternKind.TruncatedLooksComplete => "truncated-looks-complete",
        PatternKind.Failed => "failed",
        _ => "irregular",
    };

    /// <summary>The condition's name in machine-readable reports.</summary>
    public static string Code(OnlyWhen only) => only switch
    {
        OnlyWhen.Compressed => "compressed",
        OnlyWhen.TlsHttp11 => "tls-http1",
        OnlyWhen.Http2 => "http2",
        _ => "always",
    };

    /// <summary>One or two words for the verdict.</summary>
    public static string Stamp(Pattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return pattern.Kind switch
        {
            PatternKind.Streams => "STREAMS",
            PatternKind.HeadHeld => "STREAMS, HEAD LATE",
            PatternKind.ProducerBatches => "STREAMS IN BATCHES",
            PatternKind.Cut => "CUT",
            PatternKind.TruncatedLooksComplete => "TRUNCATED",
            PatternKind.Failed => "NO ANSWER",
            _ => pattern.Weak ? "PROBABLY HELD" : "HELD",
        };
    }

    /// <summary>What a hop does to a stream, in a sentence or two.</summary>
    public static string Sentence(HopExamination hop)
    {
        ArgumentNullException.ThrowIfNull(hop);
        if (hop.Pattern.Kind == PatternKind.Failed)
            return Failure(hop.Decisive.Observation);
        return What(hop) + When(hop) + (hop.Pattern.Weak ? " This is judged by arrivals alone, which is weaker: the producer itself may batch." : "");
    }

    /// <summary>The condition under which alone it is so; empty for always.</summary>
    public static string When(HopExamination hop)
    {
        ArgumentNullException.ThrowIfNull(hop);
        return hop.OnlyWhen switch
        {
            OnlyWhen.Compressed => $" Only where the client accepts compression ({hop.Decisive.Observation.Coding ?? "gzip"}): curl without --compressed shows nothing wrong.",
            OnlyWhen.TlsHttp11 => " Only over HTTP/1.1 with TLS, which most SDKs speak: HTTP/2 clients such as browsers and curl get every event at once.",
            OnlyWhen.Http2 => " Only over HTTP/2.",
            _ => "",
        };
    }

    /// <summary>A time as people say it.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds switch
    {
        >= 120 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} min"),
        >= 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        < 0.001 => "<1 ms",
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
    };

    static string What(HopExamination hop)
    {
        var pattern = hop.Pattern;
        var longest = Time(pattern.LongestHeld);
        return pattern.Kind switch
        {
            PatternKind.Streams => pattern.Weak ? "Events arrive one by one." : $"Every event arrives when it is sent: half of them within {Time(AtLeast1(pattern.MedianHeld))}, all within {Time(AtLeast1(pattern.LongestHeld))}.",
            PatternKind.HeadHeld => $"Events arrive when they are sent, but the response head waits for the first one ({Time(hop.TimeToHead ?? TimeSpan.Zero)} here): "
                + "limits on the time to the first byte keep running while the model thinks.",
            PatternKind.StartHeld => $"The first {pattern.Bytes} bytes are held back for {longest}; from then on events arrive when they are sent.",
            PatternKind.WholeBody => pattern.Weak ? "Nothing arrives before the end, then everything at once." : $"Nothing arrives before the last event was sent, then everything at once: the first event waited {longest}.",
            PatternKind.SizeBursts => $"Events arrive in bursts of {pattern.Bytes} bytes{Or(pattern)}, however long it takes to fill one: an event waited up to {longest}.",
            PatternKind.TimerBursts => $"Events arrive in bursts, one every {Time(pattern.Period!.Value)}, and a slow stream comes {Time(pattern.Period.Value)} late: half of the events waited {Time(pattern.MedianHeld)}.",
            PatternKind.Late => $"Every event arrives {Time(pattern.Period!.Value)} late, without any bursts.",
            PatternKind.Behind when pattern.Lag == 1 => $"Every event arrives only when the next one is sent: the newest one is always missing, for up to {longest} here.",
            PatternKind.Behind => $"Events arrive {pattern.Lag} events (about {pattern.Bytes} bytes) behind: the newest ones are always missing, for up to {longest} here.",
            PatternKind.ProducerBatches => $"Events arrive when they are sent, but their producer sends them in batches of about {pattern.Bytes} bytes: no hop is to blame.",
            PatternKind.Cut when pattern.Silence is { } silence => $"The answer was cut after {Time(silence)} of silence{Missing(hop.Decisive.Observation)}; the client is told that it is incomplete.",
            PatternKind.Cut => $"The answer was cut after {Time(pattern.Period ?? TimeSpan.Zero)} in total, in the middle of its events{Missing(hop.Decisive.Observation)}; the client is told that it is incomplete.",
            PatternKind.TruncatedLooksComplete => $"The answer ended early{Missing(hop.Decisive.Observation)}, and looks complete: a client cannot tell.",
            _ => $"Events are held back irregularly, half of them for more than {Time(pattern.MedianHeld)} and one for {longest}.",
        };
    }

    static TimeSpan AtLeast1(TimeSpan time) => time > TimeSpan.FromMilliseconds(1) ? time : TimeSpan.FromMilliseconds(1);

    static string Or(Pattern pattern) => pattern.Period is { } wait ? $" or after {Time(wait)}" : "";

    static string Missing(Observation observation) => observation.Planned > 0
        ? $", with {observation.Planned - observation.Events.Count} of {observation.Planned} events missing"
        : ", without the terminator of its dialect";

    static string Failure(Observation observation)
    {
        if (observation.Fault is { } fault)
            return $"{char.ToUpperInvariant(fault[0])}{fault[1..].TrimEnd('.')}.";
        if (observation.Status is < 200 or >= 300)
            return $"It answered with status {observation.Status}{(observation.Complaint is { Length: > 0 } why ? $": {Shorten(why)}" : "")}.";
        return $"It answered with status {observation.Status}, but with no event in {Time(observation.EndAt)} (content type {observation.Header("Content-Type") ?? "missing"}). "
            + "An event stream was expected.";
    }

    static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length > 200 ? line[..200] + "..." : line;
    }
}
