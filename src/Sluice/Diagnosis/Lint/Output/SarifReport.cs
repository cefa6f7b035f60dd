using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sluice.Diagnosis.Lint.Text;

namespace Sluice.Diagnosis.Lint.Output;

/// <summary>SARIF 2.1.0, as code scanning services read it.</summary>
internal static class SarifReport
{
    public static void Write(Stream stream, LintReport report, string version)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json, version);
        json.WriteString("columnKind", "utf16CodeUnits");
        WriteInvocation(json, report);
        json.WriteStartArray("results");
        foreach (var finding in report.Findings)
            WriteResult(json, finding);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteTool(Utf8JsonWriter json, string version)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "sluice lint");
        json.WriteString("version", version);
        json.WriteStartArray("rules");
        foreach (var rule in RuleCatalog.All.Select(rule => rule.Info))
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            WriteText(json, "shortDescription", rule.Title);
            WriteText(json, "fullDescription", rule.Why);
            json.WriteStartObject("help");
            json.WriteString("text", $"{rule.Flags}\n\nFix:\n{rule.Fix}\n\n{rule.Changes}");
            json.WriteString("markdown", RulePage.Render(rule));
            json.WriteEndObject();
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", rule.Severity.SarifLevel());
            json.WriteEndObject();
            json.WriteStartObject("properties");
            json.WriteString("product", rule.Product.Name());
            json.WriteString("page", rule.Page);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteInvocation(Utf8JsonWriter json, LintReport report)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", report.Failures.Count == 0);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var text in report.Failures.Select(failure => $"{failure.Path}: {failure.Message}").Concat(report.Notes))
        {
            json.WriteStartObject();
            WriteText(json, "message", text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    static void WriteResult(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule.Id);
        json.WriteNumber("ruleIndex", RuleCatalog.All.TakeWhile(rule => rule.Info.Id != finding.Rule.Id).Count());
        json.WriteString("level", finding.Severity.SarifLevel());
        WriteText(json, "message", $"{finding.Message} Fix: {finding.Fix}");
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        WriteArtifact(json, finding.Span.Source);
        WriteRegion(json, "region", finding.Span);
        json.WriteEndObject();
        json.WriteStartArray("logicalLocations");
        foreach (var route in finding.Routes)
        {
            json.WriteStartObject();
            json.WriteString("fullyQualifiedName", route);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("sluiceFinding/v1", Fingerprint(finding));
        json.WriteEndObject();
        if (finding.Edits.Count > 0)
            WriteFix(json, finding);
        json.WriteEndObject();
    }

    static void WriteFix(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartArray("fixes");
        json.WriteStartObject();
        WriteText(json, "description", finding.Fix);
        json.WriteStartArray("artifactChanges");
        foreach (var change in finding.Edits.GroupBy(edit => edit.Span.Source))
        {
            json.WriteStartObject();
            WriteArtifact(json, change.Key);
            json.WriteStartArray("replacements");
            foreach (var edit in change)
            {
                json.WriteStartObject();
                WriteRegion(json, "deletedRegion", edit.Span);
                WriteText(json, "insertedContent", edit.Replacement);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    static void WriteArtifact(Utf8JsonWriter json, SourceText source)
    {
        json.WriteStartObject("artifactLocation");
        var path = source.Path.Replace('\\', '/');
        var encoded = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        json.WriteString("uri", path.StartsWith('/') ? "file://" + encoded : encoded);
        json.WriteEndObject();
    }

    static void WriteRegion(Utf8JsonWriter json, string name, SourceSpan span)
    {
        var (startLine, startColumn) = span.Source.Position(span.Start);
        var (endLine, endColumn) = span.Source.Position(span.End);
        json.WriteStartObject(name);
        json.WriteNumber("startLine", startLine);
        json.WriteNumber("startColumn", startColumn);
        json.WriteNumber("endLine", endLine);
        json.WriteNumber("endColumn", endColumn);
        json.WriteEndObject();
    }

    static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    /// <summary>The same for a finding that only moved to another line.</summary>
    static string Fingerprint(Finding finding)
    {
        var identity = string.Join('\n', [finding.Rule.Id, finding.Span.Source.Path, finding.Span.Source.Line(finding.Span.Line).Trim(), .. finding.Routes]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 16));
    }
}
