using System.Text.Json;
using Sluice.Diagnosis.Lint;
using Sluice.Diagnosis.Lint.Output;

namespace Sluice.Tests.Diagnosis.Lint;

/// <summary>The SARIF report is what version 2.1.0 of the format allows, for every finding that the samples can yield.</summary>
public sealed class SarifReportTests
{
    /// <summary>The properties that the format's schema knows, of the objects that are written here; it allows no others.</summary>
    static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["log"] = ["$schema", "version", "runs"],
        ["run"] = ["tool", "columnKind", "invocations", "results"],
        ["tool"] = ["driver"],
        ["driver"] = ["name", "version", "rules"],
        ["rule"] = ["id", "shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"],
        ["message"] = ["text", "markdown"],
        ["invocation"] = ["executionSuccessful", "toolExecutionNotifications"],
        ["notification"] = ["message"],
        ["result"] = ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "fixes"],
        ["location"] = ["physicalLocation", "logicalLocations"],
        ["physicalLocation"] = ["artifactLocation", "region"],
        ["logicalLocation"] = ["fullyQualifiedName"],
        ["artifactLocation"] = ["uri"],
        ["region"] = ["startLine", "startColumn", "endLine", "endColumn"],
        ["fix"] = ["description", "artifactChanges"],
        ["artifactChange"] = ["artifactLocation", "replacements"],
        ["replacement"] = ["deletedRegion", "insertedContent"],
    };

    static readonly string[] Levels = ["none", "note", "warning", "error"];

    [Fact]
    public void It_has_the_structure_of_the_format()
    {
        var report = new Linter(new LintOptions(), new DiskFiles()).Run([Samples.Folder, "/does/not/exist.conf"]);
        var log = Write(report);

        Known(log, "log");
        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        Assert.Equal("https://json.schemastore.org/sarif-2.1.0.json", log.GetProperty("$schema").GetString());
        var run = Assert.Single(log.GetProperty("runs").EnumerateArray());
        Known(run, "run");
        var rules = Rules(run);
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(report.Findings.Count, results.Count);
        Assert.All(results, result => CheckResult(result, rules));
        Assert.Contains(results, result => result.TryGetProperty("fixes", out _));
    }

    [Fact]
    public void A_file_that_was_not_read_makes_the_run_unsuccessful_and_says_so()
    {
        var log = Write(new Linter(new LintOptions(), new DiskFiles()).Run(["/does/not/exist.conf"]));

        var invocation = Assert.Single(log.GetProperty("runs")[0].GetProperty("invocations").EnumerateArray());
        Known(invocation, "invocation");
        Assert.False(invocation.GetProperty("executionSuccessful").GetBoolean());
        var notification = Assert.Single(invocation.GetProperty("toolExecutionNotifications").EnumerateArray());
        Known(notification, "notification");
        Assert.Contains("exist.conf", notification.GetProperty("message").GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("conf d/nginx.conf", "conf%20d/nginx.conf")]
    [InlineData("/etc/nginx/nginx.conf", "file:///etc/nginx/nginx.conf")]
    [InlineData("50%#?.nginx", "50%25%23%3F.nginx")]
    public void A_path_becomes_a_reference_that_is_a_valid_uri(string path, string uri)
    {
        var files = new MemoryFiles();
        files.Add(path, "http { server { location /v1/ { proxy_pass http://a; } } }");
        var log = Write(new Linter(new LintOptions { Product = Product.Nginx }, files).Run([path]));

        var locations = log.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(result => result.GetProperty("locations")[0].GetProperty("physicalLocation"));
        Assert.All(locations, location => Assert.Equal(uri, location.GetProperty("artifactLocation").GetProperty("uri").GetString()));
    }

    [Fact]
    public void A_finding_keeps_its_fingerprint_when_lines_are_added_above_it()
    {
        const string Route = "http {\n server {\n  location /v1/ {\n   proxy_pass http://a;\n  }\n }\n}\n";
        Assert.Equal(Fingerprints(Route), Fingerprints("# a comment\n\n" + Route));
        Assert.NotEmpty(Fingerprints(Route));
    }

    static IReadOnlyList<string?> Fingerprints(string text)
    {
        var files = new MemoryFiles();
        files.Add("nginx.conf", text);
        return [.. Write(new Linter(new LintOptions(), files).Run(["nginx.conf"])).GetProperty("runs")[0].GetProperty("results").EnumerateArray()
            .Select(result => result.GetProperty("partialFingerprints").GetProperty("sluiceFinding/v1").GetString())];
    }

    static List<string> Rules(JsonElement run)
    {
        Known(run.GetProperty("tool"), "tool");
        var driver = run.GetProperty("tool").GetProperty("driver");
        Known(driver, "driver");
        Assert.Equal("utf16CodeUnits", run.GetProperty("columnKind").GetString());
        var rules = driver.GetProperty("rules").EnumerateArray().ToList();
        Assert.All(rules, rule =>
        {
            Known(rule, "rule");
            Assert.All(["shortDescription", "fullDescription", "help"], text => Text(rule.GetProperty(text)));
            Assert.Contains(rule.GetProperty("defaultConfiguration").GetProperty("level").GetString(), Levels);
        });
        var ids = rules.Select(rule => rule.GetProperty("id").GetString()!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        return ids;
    }

    static void CheckResult(JsonElement result, List<string> rules)
    {
        Known(result, "result");
        Assert.Equal(rules[result.GetProperty("ruleIndex").GetInt32()], result.GetProperty("ruleId").GetString());
        Assert.Contains(result.GetProperty("level").GetString(), Levels);
        Text(result.GetProperty("message"));
        foreach (var location in result.GetProperty("locations").EnumerateArray())
        {
            Known(location, "location");
            var place = location.GetProperty("physicalLocation");
            Known(place, "physicalLocation");
            Artifact(place);
            Region(place.GetProperty("region"));
            Assert.All(location.GetProperty("logicalLocations").EnumerateArray(), logical => Known(logical, "logicalLocation"));
        }
        foreach (var fix in result.TryGetProperty("fixes", out var fixes) ? fixes.EnumerateArray() : default)
        {
            Known(fix, "fix");
            Text(fix.GetProperty("description"));
            foreach (var change in fix.GetProperty("artifactChanges").EnumerateArray())
            {
                Known(change, "artifactChange");
                Artifact(change);
                Assert.NotEmpty(change.GetProperty("replacements").EnumerateArray());
                Assert.All(change.GetProperty("replacements").EnumerateArray(), replacement =>
                {
                    Known(replacement, "replacement");
                    Region(replacement.GetProperty("deletedRegion"));
                });
            }
        }
    }

    static void Artifact(JsonElement holder)
    {
        var artifact = holder.GetProperty("artifactLocation");
        Known(artifact, "artifactLocation");
        Assert.True(Uri.IsWellFormedUriString(artifact.GetProperty("uri").GetString(), UriKind.RelativeOrAbsolute));
    }

    static void Region(JsonElement region)
    {
        Known(region, "region");
        var (startLine, startColumn) = (region.GetProperty("startLine").GetInt32(), region.GetProperty("startColumn").GetInt32());
        var (endLine, endColumn) = (region.GetProperty("endLine").GetInt32(), region.GetProperty("endColumn").GetInt32());
        Assert.True(startLine >= 1 && startColumn >= 1);
        Assert.True(endLine > startLine || (endLine == startLine && endColumn >= startColumn), region.ToString());
    }

    static void Text(JsonElement message)
    {
        Known(message, "message");
        Assert.NotEqual("", message.GetProperty("text").GetString());
    }

    static void Known(JsonElement element, string kind) =>
        Assert.Empty(element.EnumerateObject().Select(property => property.Name).Except(Allowed[kind]));

    static JsonElement Write(LintReport report)
    {
        using var stream = new MemoryStream();
        SarifReport.Write(stream, report, "1.2.3");
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }
}
