using Sluice.Diagnosis.Lint.Apim;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Tests.Diagnosis.Lint;

public sealed class XmlTests
{
    [Fact]
    public void Elements_and_attributes_have_their_places()
    {
        var root = Read("<?xml version=\"1.0\"?>\n<!-- <a/> -->\n<a>\n  <b one = '1'\n     two=\"x &gt; y\" />\n</a>\n");

        var element = Assert.Single(root.Children);
        Assert.Equal((4, 3), (element.StartTag.Line, element.StartTag.Column));
        Assert.EndsWith("/>", element.StartTag.Text, StringComparison.Ordinal);
        Assert.Equal(("1", "x > y"), (element["one"], element["two"]));
        Assert.Equal("x &gt; y", element.Attribute("two")!.ValueSpan.Text);
        Assert.Equal("one = '1'", element.Attribute("one")!.Span.Text);
    }

    [Theory]
    [InlineData("<a b=\"1\"/>", "<a b=\"2\"/>")]
    [InlineData("<a />", "<a b=\"2\" />")]
    [InlineData("<a\n/>", "<a b=\"2\"\n/>")]
    [InlineData("<a x='>'></a>", "<a x='>' b=\"2\"></a>")]
    public void Setting_an_attribute_replaces_or_adds_it(string text, string expected)
    {
        var source = SourceText.FromText("web.config", text);
        Assert.Equal(expected, TextEdit.Apply(source, [XmlTree.Read(source).Set("b", "2")]));
    }

    [Theory]
    [InlineData("<a>\n<b></a>", 2, 6)]
    [InlineData("<a b=1/>", 1, 6)]
    [InlineData("", 1, 1)]
    [InlineData("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", 1, 1)]
    public void What_is_not_well_formed_is_said_where_it_is(string text, int line, int column)
    {
        var error = Assert.Throws<SyntaxException>(() => Read(text));
        Assert.StartsWith("not well-formed XML: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(", position", error.Message);
        Assert.Equal(line, error.At.Line);
        Assert.InRange(error.At.Column, column, column + 12);
    }

    [Theory]
    [InlineData("<a b=\"@(x(\"y\"))\"/>", "<a b=\"@(x(_y_))\"/>")]
    [InlineData("<a b=\"@(x < 1 && y > ')')\"/>", "<a b=\"@(x _ 1 __ y _ _)_)\"/>")]
    [InlineData("<a>@{ return \"}\\\"\"; }</a>", "<a>@{ return _}\\__; }</a>")]
    [InlineData("<a>@{ var s = @\"\"\"}\"; // don't <\n return s; }</a>", "<a>@{ var s = @___}_; // don_t _\n return s; }</a>")]
    [InlineData("<a>@{ /* \" } */ return <b>; }</a>", "<a>@{ /* _ } */ return _b_; }</a>")]
    [InlineData("<!-- @( --><a b=\"x@y.com\"/>", "<!-- @( --><a b=\"x@y.com\"/>")]
    [InlineData("<a b=\"@(unclosed\"/>", "<a b=\"@(unclosed\"/>")]
    public void Policy_expressions_are_masked_and_keep_their_length(string text, string masked) =>
        Assert.Equal(masked, PolicyExpressions.Mask(text));

    static XmlElementNode Read(string text) => XmlTree.Read(SourceText.FromText("a.xml", text));
}
