using System.Text.Encodings.Web;
using System.Text.Json;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Timing;

namespace Sluice.Diagnosis.Lint.Output;

/// <summary>The report for programs; the shape is described in <c>docs/lint/README.md</c>.</summary>
internal static class JsonReport
{
    public static void Write(Stream stream, LintReport report)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteStartObject("summary");
        json.WriteNumber("files", report.Files.Count);
        json.WriteNumber("errors", report.Count(Severity.Error));
        json.WriteNumber("warnings", report.Count(Severity.Warning));
        json.WriteNumber("infos", report.Count(Severity.Info));
        json.WriteEndObject();
        WriteArray(json, "files", report.Files, file =>
        {
            json.WriteString("path", file.Source.Path);
            json.WriteString("product", file.Product.Name());
        });
        WriteArray(json, "findings", report.Findings, finding => WriteFinding(json, finding));
        WriteArray(json, "timers", report.Timers, timer => WriteTimer(json, timer));
        WriteArray(json, "path", PathSummary.Of(report), entry =>
        {
            WriteTimer(json, entry.Timer);
            json.WriteString("consequence", entry.Consequence);
        });
        WriteArray(json, "failures", report.Failures, failure =>
        {
            json.WriteString("path", failure.Path);
            json.WriteString("message", failure.Message);
        });
        json.WriteStartArray("notes");
        foreach (var note in report.Notes)
            json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("rule", finding.Rule.Id);
        json.WriteString("severity", finding.Severity.Name());
        json.WriteString("product", finding.Rule.Product.Name());
        json.WriteString("title", finding.Rule.Title);
        WritePlace(json, finding.Span);
        json.WriteStartArray("routes");
        foreach (var route in finding.Routes)
            json.WriteStringValue(route);
        json.WriteEndArray();
        json.WriteString("message", finding.Message);
        json.WriteString("why", finding.Rule.Why);
        json.WriteString("fix", finding.Fix);
        WriteArray(json, "edits", finding.Edits, edit =>
        {
            json.WriteString("file", edit.Span.Source.Path);
            json.WriteNumber("offset", edit.Span.Start);
            json.WriteNumber("length", edit.Span.Length);
            json.WriteString("text", edit.Replacement);
        });
        json.WriteString("page", finding.Rule.Page);
        json.WriteStartArray("evidence");
        foreach (var evidence in finding.Rule.Evidence)
            json.WriteStringValue(evidence.Id);
        json.WriteEndArray();
    }

    static void WriteTimer(Utf8JsonWriter json, PathTimer timer)
    {
        json.WriteString("kind", timer.Kind.Describe());
        json.WriteNumber("seconds", timer.Limit.TotalSeconds);
        json.WriteString("setting", timer.Setting);
        json.WriteBoolean("default", timer.IsDefault);
        json.WriteString("product", timer.Product.Name());
        WritePlace(json, timer.Span);
        json.WriteString("route", timer.Route);
    }

    static void WritePlace(Utf8JsonWriter json, SourceSpan span)
    {
        json.WriteString("file", span.Source.Path);
        json.WriteNumber("line", span.Line);
        json.WriteNumber("column", span.Column);
    }

    static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
