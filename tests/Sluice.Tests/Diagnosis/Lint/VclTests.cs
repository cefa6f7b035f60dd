using Sluice.Diagnosis.Lint;

namespace Sluice.Tests.Diagnosis.Lint;

public sealed class VclTests
{
    [Theory]
    [InlineData("vcl 4.1;\nsub vcl_recv {\n", 2, 14, "never closed")]
    [InlineData("vcl 4.1;\n}\n", 2, 1, "no block is open")]
    [InlineData("vcl 4.1;\nsub vcl_recv {\n  set req.url = \"/a;\n}\n", 3, 17, "string is never closed")]
    [InlineData("vcl 4.1;\nsub vcl_recv {\n  return (pass)\n}\n", 3, 3, "not ended by \";\"")]
    [InlineData("vcl 4.1;\n/* never\n", 2, 1, "never closed")]
    [InlineData("vcl 4.1;\nsub vcl_recv {\n  set x = y {\n}\n", 3, 13, "expected \";\"")]
    [InlineData("vcl 4.1;\ninclude \"default.vcl\";\n", 2, 1, "include itself")]
    public void What_Varnish_would_refuse_is_refused_where_it_stands(string text, int line, int column, string words) =>
        Lints.IsRefused(Lints.Run(("default.vcl", text)), line, column, words);

    [Theory]
    [InlineData("", true)]
    [InlineData("beresp.http.Content-Type ~ \"text\"", true)]
    [InlineData("beresp.http.content-type ~ \"^text/(html|css)\"", false)]
    [InlineData("beresp.http.Content-Type !~ \"event-stream\"", false)]
    [InlineData("!(beresp.http.Content-Type ~ \"event-stream\") && bereq.url ~ \"^/v1\"", false)]
    [InlineData("beresp.http.Content-Type == \"text/html\" || beresp.ttl > 0s", true)]
    [InlineData("bereq.method == \"GET\"", false)]
    [InlineData("bereq.method != \"GET\" && bereq.method != \"HEAD\"", true)]
    [InlineData("bereq.url ~ \"\\.(css|js|png)$\"", false)]
    [InlineData("std.port(client.ip) == 80 && beresp.status == 200", true)]
    [InlineData("beresp.http.Content-Type ~ \"[\"", true)]
    public void A_condition_is_judged_for_the_answer_to_a_prompt(string condition, bool isReached)
    {
        var set = condition.Length == 0 ? "set beresp.do_stream = false;" : $"if ({condition}) {{ set beresp.do_stream = false; }}";
        var report = Lints.Run(("a.vcl", $"vcl 4.1;\nsub vcl_backend_response {{\n  {set}\n}}\n"));
        Assert.Equal(isReached, report.Findings.Any(finding => finding.Rule.Id == "GW1401"));
    }

    [Fact]
    public void A_return_in_a_branch_for_streams_keeps_them_from_what_follows()
    {
        Assert.Empty(Response("if (bereq.url ~ \"^/v1/\") { return (deliver); }"));
        Assert.Single(Response("if (bereq.url ~ \"^/docs/\") { return (deliver); }"));
        Assert.Empty(Response("if (beresp.http.Content-Type !~ \"event-stream\") { call a; } else { return (deliver); }"));
        Assert.Empty(Response("call stop;"));

        static IEnumerable<Finding> Response(string before) =>
            Lints.Run(("a.vcl", $"vcl 4.1;\nsub a {{ set beresp.http.X = \"1\"; }}\nsub stop {{ return (deliver); }}\nsub vcl_backend_response {{\n{before}\nset beresp.do_stream = false;\n}}\n")).Findings;
    }

    [Fact]
    public void Subroutines_of_one_name_add_up_and_the_last_value_counts()
    {
        const string Text = "vcl 4.1;\nsub vcl_backend_response { set beresp.do_stream = false; }\nsub vcl_backend_response { set beresp.do_stream = true; }\n";
        Assert.Empty(Lints.Run(("a.vcl", Text)).Findings);
        Assert.Single(Lints.Run(("a.vcl", Text.Replace("false", "x").Replace("true", "false"))).Findings);
    }

    [Fact]
    public void Strings_of_all_kinds_inline_C_and_unknown_statements_are_read()
    {
        var report = Lints.Run(("a.vcl", "vcl 4.1;\nimport vmod;\nC{ int x = '}'; }C\nacl local { \"10.0.0.0\"/8; !\"10.0.0.1\"; }\nsub vcl_synth {\n  synthetic({\"<a b=\"x\"> }\"} + \"\"\"}\"\"\");\n  vmod.do(a, -1, 2s);\n  unknown thing;\n}\nbackend chat { .host = \"10.0.0.1\"; .first_byte_timeout = 10m; .between_bytes_timeout = 30s; }\n"));
        Assert.Equal(["GW1406 a.vcl:10:63"], report.Places());
    }
}
