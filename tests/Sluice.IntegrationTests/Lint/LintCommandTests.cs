using System.Runtime.CompilerServices;
using System.Text.Json;
using Sluice.IntegrationTests.Harness;

namespace Sluice.IntegrationTests.Lint;

/// <summary><c>sluice lint</c> as users run it: a process, its output, its exit code.</summary>
public sealed class LintCommandTests : IDisposable
{
    const string Buffered = "http {\n    server {\n        location /v1/ {\n            proxy_pass http://127.0.0.1:8000;\n            proxy_http_version 1.1;\n            proxy_read_timeout 5m;\n        }\n    }\n}\n";

    readonly string _folder = Directory.CreateTempSubdirectory("sluice-lint-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_finding_names_file_line_column_route_and_fix_and_the_exit_code_is_1()
    {
        var file = Write("nginx.conf", Buffered);
        var (code, output, errors) = await RunAsync(file);

        Assert.Equal((1, ""), (code, errors));
        Assert.StartsWith(file, output, StringComparison.Ordinal);
        Assert.Contains("4:13 error   GW1001", output);
        Assert.Contains("server > location /v1/", output);
        Assert.Contains("fix:  proxy_buffering off;", output);
        Assert.Contains("1 error, 0 warnings, 0 info in 1 file (1 nginx)", output);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task Nothing_at_or_above_the_threshold_is_success()
    {
        var file = Write("nginx.conf", Buffered.Replace("5m", "90s", StringComparison.Ordinal).Replace("proxy_pass", "proxy_buffering off; proxy_pass", StringComparison.Ordinal));

        Assert.Equal(0, (await RunAsync(file)).Code);
        Assert.Equal(1, (await RunAsync(file, "--severity-threshold", "info")).Code);
    }

    [Fact]
    public async Task The_patched_file_is_printed_byte_for_byte_and_the_report_goes_to_standard_error()
    {
        // Neither the line ends, nor the byte that is no UTF-8, nor the missing end of the last line is the business of a fix.
        byte[] original = [.. System.Text.Encoding.UTF8.GetBytes(Buffered.Replace("\n", "\r\n", StringComparison.Ordinal)), .. "# caf"u8, 0xE9];
        var file = Path.Combine(_folder, "nginx.conf");
        await File.WriteAllBytesAsync(file, original);
        var patched = Path.Combine(_folder, "patched.conf");

        var dll = Path.Combine(AppContext.BaseDirectory, "sluice.dll");
        var (code, _, errors) = await ShellAsync($"dotnet '{dll}' lint --fix '{file}' > '{patched}'");

        Assert.Equal(0, code);
        Assert.Contains("GW1001", errors);
        Assert.Contains("1 of 1 findings are fixed in the printed file.", errors);
        var expected = System.Text.Encoding.Latin1.GetString(original).Replace("http://127.0.0.1:8000;", "http://127.0.0.1:8000;\r\n            proxy_buffering off;", StringComparison.Ordinal);
        Assert.Equal(expected, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(patched)));
        Assert.Equal(0, (await RunAsync(patched)).Code);
    }

    [Fact]
    public async Task What_a_fix_cannot_remove_is_still_a_failure()
    {
        var file = Write("main.tf", "resource \"aws_lb_target_group\" \"chat\" {\n  target_type = \"lambda\"\n}\n");
        var (code, output, errors) = await RunAsync("--fix", file);

        Assert.Equal(1, code);
        Assert.Equal(await File.ReadAllTextAsync(file), output);
        Assert.Contains("0 of 1 findings are fixed", errors);
    }

    [Fact]
    public async Task Several_products_are_judged_as_one_path()
    {
        var nginx = Write("nginx.conf", Buffered.Replace("5m", "45s", StringComparison.Ordinal).Replace("proxy_pass", "proxy_buffering off; proxy_pass", StringComparison.Ordinal));
        var balancer = Write("main.tf", "resource \"aws_lb\" \"chat\" {\n  idle_timeout = 40\n}\n");
        var pods = Write("pods.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: vllm\nspec:\n  template:\n    spec:\n      terminationGracePeriodSeconds: 900\n      containers:\n        - name: vllm\n          image: vllm/vllm-openai\n");

        var (code, output, _) = await RunAsync("--heartbeat", "15s", "--longest-stream", "10m", nginx, balancer, pods);
        Assert.Equal(0, code);
        Assert.Contains($"silence      40s  idle_timeout ({balancer}:2): the heartbeat of 15s keeps it open", output);
        Assert.Contains($"drain        15m  terminationGracePeriodSeconds ({pods}:8): enough for the longest stream, 10m", output);

        var (slower, json, _) = await RunAsync("--heartbeat", "25s", "--longest-stream", "20m", "--format", "json", nginx, balancer, pods);
        Assert.Equal(1, slower);
        var rules = JsonDocument.Parse(json).RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("rule").GetString());
        Assert.Equal(["GW1006", "GW1801", "GW1711"], rules);
    }

    [Fact]
    public async Task Sarif_and_json_are_documents_on_standard_output()
    {
        var file = Write("nginx.conf", Buffered);

        var sarif = JsonDocument.Parse((await RunAsync("--format", "sarif", file)).Output).RootElement;
        Assert.Equal("2.1.0", sarif.GetProperty("version").GetString());
        Assert.Equal("GW1001", sarif.GetProperty("runs")[0].GetProperty("results")[0].GetProperty("ruleId").GetString());

        var json = JsonDocument.Parse((await RunAsync("--format", "json", file)).Output).RootElement;
        Assert.Equal(1, json.GetProperty("summary").GetProperty("errors").GetInt32());
        Assert.Equal((file, 4, 13), (json.GetProperty("findings")[0].GetProperty("file").GetString(), json.GetProperty("findings")[0].GetProperty("line").GetInt32(), json.GetProperty("findings")[0].GetProperty("column").GetInt32()));
    }

    [Fact]
    public async Task The_page_of_a_rule_is_what_explain_prints()
    {
        var (code, output, _) = await RunAsync("--explain", "gw1805");

        Assert.Equal(0, code);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository(), "docs", "lint", "GW1805.md")), output);
    }

    [Theory]
    [InlineData("", "name at least one FILE")]
    [InlineData("--explain GW9999", "there is no rule GW9999")]
    [InlineData("--heartbeat soon nginx.conf", "\"soon\" is no time")]
    [InlineData("--product squid nginx.conf", "squid")]
    [InlineData("--format xml nginx.conf", "xml")]
    public async Task Wrong_usage_is_explained_and_the_exit_code_is_2(string arguments, string expected)
    {
        var (code, output, errors) = await RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, code);
        Assert.Contains(expected, errors + output);
    }

    [Fact]
    public async Task Fixing_several_files_at_once_is_wrong_usage()
    {
        var (code, _, errors) = await RunAsync("--fix", Write("a.conf", Buffered), Write("b.conf", Buffered));

        Assert.Equal(2, code);
        Assert.Contains("name exactly one FILE (found 2)", errors);
    }

    [Fact]
    public async Task What_cannot_be_read_or_recognised_is_named_and_the_exit_code_is_3()
    {
        var unknown = Write("notes.yaml", "just: text\n");
        var (code, output, _) = await RunAsync(unknown, Path.Combine(_folder, "missing.conf"));

        Assert.Equal(3, code);
        Assert.Contains($"not read  {unknown}: cannot tell which product this file configures; name it with --product", output);
        Assert.Contains("missing.conf", output);
    }

    [Fact]
    public async Task Syntax_that_cannot_be_read_is_a_finding_at_its_place()
    {
        var (code, output, _) = await RunAsync(Write("main.tf", "resource \"aws_lb\" \"a\" {\n  idle_timeout 60\n}\n"));

        Assert.Equal(1, code);
        Assert.Contains("2:16 error   GW0001", output);
        Assert.Contains("expected \"=\", a label or \"{\"", output);
    }

    string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var sluice = SluiceProcess.Start(["lint", .. arguments]);
        var (code, errors) = await sluice.ExitAsync();
        return (code, sluice.Log, errors);
    }

    static async Task<(int Code, string Output, string Errors)> ShellAsync(string command)
    {
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var errors = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, await output, errors);
    }

    static string Repository([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Sluice.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"no Sluice.slnx above {here}");
    }
}
