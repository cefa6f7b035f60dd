using System.Text.Encodings.Web;
using System.Text.Json;
using Sluice.Diagnosis.Examination;
using Sluice.Diagnosis.Fingerprints;

namespace Sluice.Diagnosis.Reports;

/// <summary>The report as JSON; <c>docs/probe.schema.json</c> is its schema. Fields are added, never renamed, while <c>schema</c> says 1.</summary>
public static class JsonReport
{
    /// <summary>What <c>schema</c> says.</summary>
    public const string Schema = "sluice-probe/1";

    /// <summary>Writes the report.</summary>
    public static void Write(ProbeReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new Utf8JsonWriter(output, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteString("at", report.At);
        json.WriteNumber("took_ms", Ms(report.Took));
        json.WritePropertyName("verdict");
        Verdict(json, report.Outermost);
        json.WriteStartArray("blames");
        foreach (var blame in report.Blames)
            Blame(json, blame);
        json.WriteEndArray();
        json.WriteStartArray("hops");
        foreach (var hop in report.Hops)
            Hop(json, hop);
        json.WriteEndArray();
        if (report.Timeouts is { } timeouts)
            Timeouts(json, timeouts);
        json.WriteEndObject();
    }

    static void Verdict(Utf8JsonWriter json, HopExamination hop)
    {
        json.WriteStartObject();
        json.WriteString("kind", Words.Code(hop.Pattern.Kind));
        json.WriteBoolean("held", hop.Pattern.IsHeld);
        json.WriteString("only_when", Words.Code(hop.OnlyWhen));
        json.WriteString("sentence", Words.Sentence(hop));
        Figures(json, hop.Decisive);
        Number(json, "added_to_first_ms", hop.AddedToFirst);
        json.WriteEndObject();
    }

    static void Figures(Utf8JsonWriter json, Trial trial)
    {
        var pattern = trial.Pattern;
        json.WriteNumber("confidence", Math.Round(pattern.Confidence, 2));
        json.WriteBoolean("stamped", trial.Observation.Stamped);
        if (pattern.Bytes is { } bytes)
        {
            json.WriteNumber("bytes", bytes);
            json.WriteString("bytes_of", pattern.OnTheWire ? "connection" : "body");
        }

        Number(json, "period_ms", pattern.Period);
        Number(json, "silence_ms", pattern.Silence);
        if (pattern.Lag is { } lag)
            json.WriteNumber("lag", lag);
        json.WriteBoolean("head_waits", pattern.HeadWaits);
        json.WriteNumber("median_held_ms", Ms(pattern.MedianHeld));
        json.WriteNumber("longest_held_ms", Ms(pattern.LongestHeld));
        Number(json, "time_to_head_ms", trial.Observation.HeadAt);
    }

    static void Blame(Utf8JsonWriter json, Blame blame)
    {
        json.WriteStartObject();
        json.WriteString("hop", blame.Name);
        json.WriteNumber("index", blame.Hop);
        json.WriteBoolean("located", blame.Located);
        json.WriteStartArray("causes");
        foreach (var (fingerprint, likelihood, because) in blame.Causes)
        {
            json.WriteStartObject();
            json.WriteString("id", fingerprint.Id);
            json.WriteString("product", fingerprint.Product);
            json.WriteNumber("likelihood", Math.Round(likelihood, 2));
            json.WriteString("because", because);
            json.WriteString("mechanism", fingerprint.Mechanism);
            json.WriteString("directive", fingerprint.Directive);
            json.WriteString("page", fingerprint.Page);
            json.WriteString("apart", fingerprint.Apart);
            json.WriteString("basis", BasisCode(fingerprint.Basis));
            json.WriteString("evidence", fingerprint.Evidence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Hop(Utf8JsonWriter json, HopExamination hop)
    {
        json.WriteStartObject();
        json.WriteString("name", hop.Target.Name);
        json.WriteString("url", Addresses.Shown(hop.Target.Url));
        json.WritePropertyName("verdict");
        Verdict(json, hop);
        json.WriteStartArray("products");
        foreach (var product in hop.Products.Keys)
            json.WriteStringValue(product);
        json.WriteEndArray();
        json.WriteStartArray("trials");
        foreach (var trial in hop.Trials)
            Trial(json, trial);
        json.WriteEndArray();
        json.WriteStartArray("cuts");
        foreach (var cut in hop.Cuts)
        {
            json.WriteStartObject();
            json.WriteString("http", cut.Version == Probing.ProbeVersion.Http2 ? "2" : "1.1");
            json.WriteString("source", cut.Reset ? "reset" : "closed");
            json.WriteBoolean("looks_complete", cut.LooksComplete);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (var note in hop.Notes)
            json.WriteStringValue(note);
        json.WriteEndArray();
        Timeline(json, hop.Decisive);
        json.WriteEndObject();
    }

    static void Trial(Utf8JsonWriter json, Trial trial)
    {
        var seen = trial.Observation;
        json.WriteStartObject();
        json.WriteString("name", trial.Variation.Name);
        json.WriteString("kind", Words.Code(trial.Pattern.Kind));
        Figures(json, trial);
        json.WriteString("http", seen.Version.ToString());
        json.WriteBoolean("encrypted", seen.Encrypted);
        json.WriteNumber("status", seen.Status);
        if (seen.Coding is { } coding)
            json.WriteString("coding", coding);
        json.WriteNumber("connect_ms", Ms(seen.Connect));
        json.WriteNumber("events", seen.Events.Count);
        json.WriteNumber("planned", seen.Planned);
        json.WriteString("end", seen.End.ToString().ToLowerInvariant());
        if (seen.Fault is { } fault)
            json.WriteString("fault", fault);
        json.WriteEndObject();
    }

    static void Timeline(Utf8JsonWriter json, Trial trial)
    {
        json.WriteStartObject("timeline");
        json.WriteStartArray("sent_ms");
        foreach (var e in trial.Observation.Events)
        {
            if (e.Sent is { } sent)
                json.WriteNumberValue(Ms(sent));
        }

        json.WriteEndArray();
        json.WriteStartArray("arrived_ms");
        foreach (var e in trial.Observation.Events)
            json.WriteNumberValue(Ms(e.At));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Timeouts(Utf8JsonWriter json, TimeoutFindings found)
    {
        json.WriteStartObject("timeouts");
        json.WriteNumber("max_wait_ms", Ms(found.MaxWait));
        json.WriteStartArray("limits");
        foreach (var limit in found.Limits)
        {
            json.WriteStartObject();
            json.WriteString("kind", LimitCode(limit.Kind));
            Number(json, "after_ms", limit.After);
            json.WriteString("how", limit.How);
            json.WriteStartArray("default_of");
            foreach (var product in limit.Products)
                json.WriteStringValue(product);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("heartbeat_ms", Ms(found.Heartbeat));
        Number(json, "commit_before_ms", found.CommitBefore);
        Number(json, "longest_stream_ms", found.LongestStream);
        json.WriteEndObject();
    }

    /// <summary>A limit's name in machine-readable reports.</summary>
    internal static string LimitCode(LimitKind kind) => kind switch
    {
        LimitKind.Idle => "idle",
        LimitKind.Head => "head",
        LimitKind.FirstByte => "first-byte",
        _ => "total",
    };

    static string BasisCode(Basis basis) => basis.ToString().ToLowerInvariant();

    static void Number(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } value)
            json.WriteNumber(name, Ms(value));
    }

    static double Ms(TimeSpan time) => Math.Round(time.TotalMilliseconds, 2);
}
