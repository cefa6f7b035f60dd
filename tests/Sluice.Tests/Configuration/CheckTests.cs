using System.CommandLine;
using System.Text.Json;
using Sluice.Cli;

namespace Sluice.Tests.Configuration;

public sealed class CheckTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_good_file_is_summed_up_in_one_line()
    {
        var file = _folder.Write("sluice.yaml", Config.Provider);
        var (code, output, error) = await Run(file);
        Assert.Equal((0, $"ok: {file}: 1 provider, 1 route, http://127.0.0.1:8080\n", ""), (code, output, error));
    }

    [Fact]
    public async Task A_warning_does_not_make_a_file_bad()
    {
        var (code, output, _) = await Run(_folder.Write("sluice.yaml", "providers: { a: { type: openai } }\nlisten: 127.0.0.1:0\n"));
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal(0, code);
        Assert.Contains(":1:14: warning: providers.a: there is no api_key", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("http://127.0.0.1:0 (1 warning)", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_mistake_is_a_line_with_file_line_column_and_key()
    {
        var file = _folder.Write("sluice.yaml", Config.Provider + "listen: nowhere\ntimeouts: { idle: 5 }\n");
        var (code, output, error) = await Run(file);
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal((1, 2, ""), (code, lines.Length, error));
        Assert.StartsWith($"{file}:2:9: error: listen: found 'nowhere', expected ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{file}:3:19: error: timeouts.idle: found '5', expected ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_can_be_had_as_json()
    {
        var file = _folder.Write("sluice.yaml", Config.Provider + "listen: nowhere\n");
        var (code, output, _) = await Run(file, "json");
        Assert.Equal(1, code);
        using var json = JsonDocument.Parse(output);
        var finding = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(
            ("error", file, 2, 9, "listen"),
            (finding.GetProperty("severity").GetString(), finding.GetProperty("file").GetString(), finding.GetProperty("line").GetInt32(),
                finding.GetProperty("column").GetInt32(), finding.GetProperty("key").GetString()));
        Assert.StartsWith("found 'nowhere'", finding.GetProperty("message").GetString(), StringComparison.Ordinal);

        (code, output, _) = await Run(_folder.Write("good.yaml", Config.Provider), "json");
        Assert.Equal((0, "[]"), (code, output.Trim()));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told_apart_from_a_bad_one()
    {
        var (code, output, error) = await Run(_folder.PathOf("none.yaml"));
        Assert.Equal((3, ""), (code, output));
        Assert.Contains("none.yaml: error: does not exist", error, StringComparison.Ordinal);

        (code, output, _) = await Run(_folder.PathOf("."), "json");
        Assert.Equal(3, code);
        Assert.Contains("is a folder", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00 }, "UTF-16")]
    [InlineData(new byte[] { 0x61, 0x3A, 0x0A, 0x62, 0xC3, 0x28 }, ":2:2: error: a byte here is not UTF-8")]
    [InlineData(new byte[] { 0x1F, 0x8B, 0x08, 0x00 }, "not UTF-8")]
    [InlineData(new byte[] { 0x61, 0x00 }, "U+0000")]
    public async Task Bytes_that_are_no_text_are_a_finding(byte[] content, string message)
    {
        var file = _folder.PathOf("sluice.yaml");
        await File.WriteAllBytesAsync(file, content);
        var (code, output, _) = await Run(file);
        Assert.Equal(1, code);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_content()
    {
        var file = _folder.PathOf("sluice.yaml");
        await File.WriteAllBytesAsync(file, [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(Config.Provider)]);
        Assert.Equal(0, (await Run(file)).Code);
    }

    [Theory]
    [InlineData("check", 2, "expected --config FILE")]
    [InlineData("check --config x --format xml", 2, "expected text or json")]
    [InlineData("check --config /nowhere/sluice.yaml", 3, "does not exist")]
    [InlineData("check -c /nowhere/sluice.yaml", 3, "does not exist")]
    public async Task The_verb_runs_from_the_command_line(string line, int code, string message)
    {
        var root = new RootCommand { Check.Create() };
        using var error = new StringWriter();
        Assert.Equal(code, await root.Parse(line).InvokeAsync(new InvocationConfiguration { Error = error }));
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }

    static async Task<(int Code, string Output, string Error)> Run(string file, string format = "text")
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await Check.RunAsync(file, format, output, error, _ => null);
        return (code, output.ToString(), error.ToString());
    }
}
