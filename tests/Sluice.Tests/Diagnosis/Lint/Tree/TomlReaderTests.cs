using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Tests.Diagnosis.Lint.Tree;

public sealed class TomlReaderTests
{
    [Fact]
    public void Tables_dotted_keys_and_arrays_of_tables_become_one_tree()
    {
        var root = TomlReader.Read(SourceText.FromText("a.toml", """"
            # static
            debug = true
            a."b.c".d = 'x\y'

            [http.routers.chat] # the API
              rule = "Path(`/v1`)"
              list = [
                "one", # first
                'two',
              ]
              inline = { x = 1, y.z = [2] }
            [[servers]]
              url = "http://a"
            [[servers]]
              url = """
            multi "line" \" text"""
            [servers.extra]
              weight = 3
            """"));

        Assert.Equal("true", root.Text("debug"));
        Assert.Equal("x\\y", root.Text("a", "b.c", "d"));
        Assert.Equal("Path(`/v1`)", root.Text("http", "routers", "chat", "rule"));
        Assert.Equal(["one", "two"], root.Items("http", "routers", "chat", "list").Select(item => item.Text()));
        Assert.Equal("2", root.Items("http", "routers", "chat", "inline", "y", "z").Single().Text());
        Assert.Equal(["http://a", "\nmulti \"line\" \" text"], root.Items("servers").Select(server => server.Text("url")));
        Assert.Equal("3", root.Items("servers").Last().Text("extra", "weight"));
        Assert.Equal((6, 3), (root.At("http", "routers", "chat", "rule")!.Span.Line, root.At("http", "routers", "chat", "rule")!.Span.Column));
    }

    [Theory]
    [InlineData("[a\n", "expected \"]\"")]
    [InlineData("a 1\n", "expected \"=\"")]
    [InlineData("a = \n", "expected a value")]
    [InlineData("a = \"x\n", "never closed")]
    [InlineData("a = [1, 2\n", "never closed")]
    [InlineData("a = [1 2]\n", "expected \",\"")]
    [InlineData("a = {x = 1\n}\n", "never closed")]
    [InlineData("a = 1 b = 2\n", "end of the line")]
    [InlineData("= 1\n", "expected a key")]
    public void What_is_no_toml_is_a_syntax_error_that_says_what_was_expected(string text, string expected)
    {
        var error = Assert.Throws<SyntaxException>(() => TomlReader.Read(SourceText.FromText("a.toml", text)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
