using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Tests.Diagnosis.Lint.Tree;

public sealed class DataReaderTests
{
    const string Yaml = """
        # a comment
        static_resources:
          listeners:
          - name: in
            ports: [80, "443"]
            "quoted": 'it''s'
          - {name: out, empty: ~}
        text: |
          line 1
          line 2
        nothing:
        """;

    [Fact]
    public void Yaml_becomes_keys_items_and_scalars_with_their_places()
    {
        var root = Assert.Single(YamlReader.ReadAll(SourceText.FromText("a.yaml", Yaml)));
        var listeners = root.Items("static_resources", "listeners").ToList();

        Assert.Equal("in", listeners[0].Text("name"));
        Assert.Equal(["80", "443"], listeners[0].Items("ports").Select(item => item.Text()));
        Assert.Equal("it's", listeners[0].Text("quoted"));
        Assert.Equal("out", listeners[1].Text("name"));
        Assert.Equal("line 1\nline 2\n", root.Text("text"));
        Assert.Null(listeners[1].Text("empty"));
        Assert.NotNull(root.At("nothing"));
        Assert.Null(root.At("static_resources", "clusters"));

        var quoted = listeners[0].At("quoted")!;
        Assert.Equal((6, 5, "'it''s'"), (quoted.Span.Line, quoted.Span.Column, quoted.Arguments[0].Span.Text));
        Assert.Equal((4, 5), (listeners[0].Span.Line, listeners[0].Span.Column));
        Assert.Equal("{name: out, empty: ~}", listeners[1].Span.Text);
        Assert.StartsWith("name: in", listeners[0].Span.Text, StringComparison.Ordinal);
        Assert.EndsWith("'it''s'", listeners[0].Span.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_line_ends_leave_places_right()
    {
        var root = YamlReader.ReadAll(SourceText.FromText("a.yaml", "a: 1\r\nb:\r\n  c: \"é😀\"\r\n  d: 2\r\n"))[0];
        var d = root.At("b", "d")!;
        Assert.Equal((4, 3, "d: 2"), (d.Span.Line, d.Span.Column, d.Span.Text));
    }

    [Fact]
    public void Aliases_and_merge_keys_bring_what_they_name()
    {
        var root = YamlReader.ReadAll(SourceText.FromText("a.yaml", """
            base: &base {timeout: 15s, retries: 2}
            route:
              <<: *base
              retries: 0
            other: *base
            list:
              - <<: [*base, {timeout: 1s, last: yes}]
            """))[0];

        Assert.Equal("15s", root.Text("route", "timeout"));
        Assert.Equal("0", root.Text("route", "retries"));
        Assert.Equal("2", root.Text("other", "retries"));
        Assert.Equal(("15s", "yes"), (root.Items("list").First().Text("timeout"), root.Items("list").First().Text("last")));
        Assert.Same(root.At("route"), root.At("route", "timeout")!.Parent);
        Assert.Equal(1, root.At("route", "timeout")!.Span.Line);
    }

    [Fact]
    public void Documents_of_one_file_are_read_in_turn_and_empty_ones_left_out()
    {
        var documents = YamlReader.ReadAll(SourceText.FromText("a.yaml", "---\nkind: A\n---\n# nothing\n---\nkind: B\n...\n"));
        Assert.Equal(["A", "B"], documents.Select(document => document.Text("kind")));
    }

    [Fact]
    public void Aliases_of_aliases_cannot_fill_the_memory()
    {
        var bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
        for (var name = 'b'; name <= 'k'; name++)
            bomb += $"{name}: &{name} [{string.Join(", ", Enumerable.Repeat($"*{(char)(name - 1)}", 9))}]\n";
        var error = Assert.Throws<SyntaxException>(() => YamlReader.ReadAll(SourceText.FromText("bomb.yaml", bomb)));
        Assert.Contains("aliases", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [1, 2\nb: 3\n", 1)]
    [InlineData("a: *gone\n", 1)]
    [InlineData("a:\n\tb: 1\n", 2)]
    [InlineData("a: 'open\n", 1)]
    [InlineData("a: \0\n", 1)]
    public void What_is_no_yaml_is_a_syntax_error_with_a_line(string text, int line)
    {
        var error = Assert.Throws<SyntaxException>(() => YamlReader.ReadAll(SourceText.FromText("a.yaml", text)));
        Assert.Equal(line, error.At.Line);
    }

    [Fact]
    public void Json_becomes_the_same_tree()
    {
        var root = JsonReader.Read(SourceText.FromText("a.json", """
            { "a": { "b": [1, true, "x\n\u00e9\/"] },
              "c": null, "d": -1.5e3, "e": {}, "f": [] }
            """));

        Assert.Equal(["1", "true", "x\né/"], root.Items("a", "b").Select(item => item.Text()));
        Assert.NotNull(root.At("c"));
        Assert.Null(root.Text("c"));
        Assert.Equal("-1.5e3", root.Text("d"));
        Assert.True(root.At("e")!.IsBlock);
        Assert.True(root.At("f")!.IsSequence);
        Assert.Equal((2, 3, "\"c\": null"), (root.At("c")!.Span.Line, root.At("c")!.Span.Column, root.At("c")!.Span.Text));
    }

    [Theory]
    [InlineData("{\"a\": 1,}", "trailing")]
    [InlineData("{\"a\" 1}", "\":\"")]
    [InlineData("{\"a\": 1", "never closed")]
    [InlineData("[1 2]", "\",\" or \"]\"")]
    [InlineData("{\"a\": \"x\n\"}", "never closed")]
    [InlineData("{\"a\": \"\\x\"}", "escape")]
    [InlineData("{a: 1}", "double quotes")]
    [InlineData("[tru]", "expected a value")]
    [InlineData("{} {}", "end of the file")]
    [InlineData("", "file ends here")]
    public void What_is_no_json_is_a_syntax_error_that_says_what_was_expected(string text, string expected)
    {
        var error = Assert.Throws<SyntaxException>(() => JsonReader.Read(SourceText.FromText("a.json", text)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r:\n  a: 1\n", "r:\n  timeout: 0s\n  a: 1\n")]
    [InlineData("r:\n  timeout: 15s # why\n", "r:\n  timeout: 0s # why\n")]
    [InlineData("r: {a: 1}\n", "r: {timeout: 0s, a: 1}\n")]
    [InlineData("r: {\"a\": 1}\n", "r: {\"timeout\": 0s, \"a\": 1}\n")]
    public void Setting_a_key_writes_it_as_the_file_writes_its_own(string before, string after)
    {
        var source = SourceText.FromText("a.yaml", before);
        var edit = YamlReader.ReadAll(source)[0].At("r")!.Set("timeout", "0s");
        Assert.Equal(after, TextEdit.Apply(source, [edit!]));
    }
}
