using Sluice.Diagnosis.Lint.Terraform;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Tests.Diagnosis.Lint;

public sealed class HclTests
{
    [Fact]
    public void Blocks_have_labels_and_arguments_with_their_places()
    {
        var root = Parse("resource \"aws_lb\" \"chat\" {\n  name = \"chat\" # the front\n  idle_timeout = 60\n}\n");

        var block = Assert.Single(root.Children);
        Assert.Equal("resource aws_lb chat", block.ToString());
        Assert.True(block.IsBlock);
        var timeout = block.Last("idle_timeout")!;
        Assert.Equal(("60", 3, 3), (timeout.Argument(0), timeout.Span.Line, timeout.Span.Column));
        Assert.Equal("idle_timeout = 60", timeout.Head.Text);
        Assert.Equal("\"chat\"", block.Last("name")!.Argument(0));
    }

    [Theory]
    [InlineData("x = [\n  1, # one\n  2,\n]\ny = 1")]
    [InlineData("x = {\n  a = \"}\"\n  b = [1]\n}\ny = 1")]
    [InlineData("x = \"${var.a == \"}\" ? \"b\" : \"$${c\"}\"\ny = 1")]
    [InlineData("x = <<EOF\n} \" {\nEOF\ny = 1")]
    [InlineData("x = jsonencode({\n  k = <<-EOT\n    [\n    EOT\n})\ny = 1")]
    [InlineData("x = a ? b : c /* } */ // {\ny = 1")]
    [InlineData("x = \"\\\"}\"\r\ny = 1\r\n")]
    [InlineData("x {}\ny = 1")]
    [InlineData("x { a = 1 }\ny = 1")]
    public void An_expression_ends_where_its_last_bracket_does(string text)
    {
        var root = Parse(text);
        Assert.Equal(["x", "y"], root.Children.Select(child => child.Name));
        Assert.Equal("1", root.Last("y")!.Argument(0));
    }

    [Theory]
    [InlineData("a {\n  b = 1\n", 1, 3, "the block \"a\" is never closed: expected \"}\" before the end of the file")]
    [InlineData("}\n", 1, 1, "unexpected \"}\": no block is open here")]
    [InlineData("a = \"b\n", 1, 5, "this quote is never closed")]
    [InlineData("a = [1,\n", 1, 5, "this \"[\" is never closed: expected \"]\"")]
    [InlineData("a = (1]\n", 1, 7, "expected \")\" for the bracket on line 1")]
    [InlineData("a =\n", 1, 4, "\"a\" has no value")]
    [InlineData("resource \"x\" \"y\"\n{\n}\n", 1, 1, "is neither an argument nor a block")]
    [InlineData("a 1\n", 1, 3, "unexpected \"1\" after \"a\"")]
    [InlineData("= 1\n", 1, 1, "expected the name of an argument or of a block")]
    [InlineData("a = <<EOF\nb\n", 1, 5, "expected a line with EOF")]
    [InlineData("/* a\n", 1, 1, "this comment is never closed")]
    public void What_is_wrong_is_said_where_it_is(string text, int line, int column, string message)
    {
        var error = Assert.Throws<SyntaxException>(() => Parse(text));
        Assert.Contains(message, error.Message);
        Assert.Equal((line, column), (error.At.Line, error.At.Column));
    }

    [Theory]
    [InlineData("60", "60")]
    [InlineData("\"60\"", "60")]
    [InlineData("var.seconds", "45")]
    [InlineData("(var.seconds)", "45")]
    [InlineData("local.minutes * 60", "300")]
    [InlineData("\"${var.seconds}s\"", "45s")]
    [InlineData("var.from_file", "90")]
    [InlineData("local.chain", "45")]
    [InlineData("local.circle", null)]
    [InlineData("var.unset", null)]
    [InlineData("var.a ? 1 : 2", null)]
    [InlineData("aws_lb.chat.idle_timeout", null)]
    [InlineData("true", "true")]
    public void Constants_are_worked_out_and_nothing_else_is_guessed(string expression, string? value)
    {
        var module = Parse("""
            variable "seconds" { default = 45 }
            variable "from_file" { default = 1 }
            variable "unset" { type = number }
            locals {
              minutes = 5
              chain   = local.link
              link    = var.seconds
              circle  = local.round
              round   = "${local.circle}${local.circle}"
            }
            """);
        var values = new TerraformValues(module.Children, Parse("from_file = 90\n").Children);
        Assert.Equal(value, values.Resolve(expression));
    }

    static ConfigNode Parse(string text) => HclParser.Parse(SourceText.FromText("main.tf", text));
}
