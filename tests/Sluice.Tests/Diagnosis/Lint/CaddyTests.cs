using Sluice.Diagnosis.Lint;

namespace Sluice.Tests.Diagnosis.Lint;

public sealed class CaddyTests
{
    [Theory]
    [InlineData("a.example {\n  respond ok\n", 1, 11, "never closed")]
    [InlineData("a.example {\n}\n}\n", 3, 1, "no block is open")]
    [InlineData("a.example {\n  respond \"ok\n}\n", 2, 11, "quote is never closed")]
    [InlineData("a.example {\n  respond <<EOF\nhello\n}\n", 2, 11, "heredoc is never closed")]
    [InlineData("a.example {\n  {\n  }\n}\n", 2, 3, "expected a directive before it")]
    [InlineData("(a) {\n  import a\n}\nx.example {\n  import a\n}\n", 2, 3, "import itself")]
    public void What_Caddy_would_refuse_is_refused_where_it_stands(string text, int line, int column, string words) =>
        Lints.IsRefused(Lints.Run(("Caddyfile", text)), line, column, words);

    [Fact]
    public void A_proxy_is_known_by_its_site_and_path_and_timed_by_what_an_import_sets()
    {
        var report = Lints.Run(("/etc/caddy/Caddyfile", """
            {
              grace_period 2m
            }
            (up) {
              transport http {
                read_timeout {args[1]}
              }
            }
            import /etc/caddy/sites/*
            """), ("/etc/caddy/sites/llm", """
            llm.example.com, chat.example.com {
              handle /v1/* {
                reverse_proxy {
                  to gpu:8000
                  import up x 40s
                }
              }
            }
            """));

        var finding = report.Findings.Single(finding => finding.Rule.Id == "GW1204");
        Assert.Equal(["site llm.example.com, chat.example.com > /v1/*"], finding.Routes);
        Assert.Equal(("/etc/caddy/Caddyfile", 6), (finding.Span.Source.Path, finding.Span.Line));
        Assert.Equal([40.0, 120.0], report.Timers.Select(timer => timer.Limit.TotalSeconds));
    }

    [Theory]
    [InlineData("encode gzip\nreverse_proxy /v1/* a:1", true)]
    [InlineData("encode /static/* gzip\nreverse_proxy a:1", false)]
    [InlineData("encode /v1/* gzip\nreverse_proxy /chat/* a:1", false)]
    [InlineData("encode /v1/chat gzip\nreverse_proxy /v1/* a:1", true)]
    [InlineData("@x {\n not path /v1/*\n}\nencode @x gzip\nreverse_proxy /v1/* a:1", false)]
    [InlineData("@x not header Accept text/event-stream\nencode @x gzip\nreverse_proxy /v1/* a:1", false)]
    [InlineData("handle /docs/* {\n encode gzip\n}\nreverse_proxy /v1/* a:1", false)]
    [InlineData("route /v1/* {\n encode gzip\n reverse_proxy a:1\n}", true)]
    [InlineData("encode gzip {\n match header Content-Type text/html*\n}\nreverse_proxy /v1/* a:1", false)]
    public void Encode_is_flagged_where_the_stream_goes_through_it(string directives, bool isFlagged) =>
        Assert.Equal(isFlagged, Lints.Run(("Caddyfile", $"a.example {{\n{directives}\n}}\n")).Findings.Any(finding => finding.Rule.Id == "GW1201"));

    [Fact]
    public void Without_a_word_of_streams_an_error_is_a_warning()
    {
        Assert.Equal(Severity.Warning, Assert.Single(Lints.Run(("Caddyfile", "a.example {\n encode gzip\n reverse_proxy app:80\n}\n")).Findings).Severity);
        Assert.Equal(Severity.Error, Assert.Single(Lints.Run(("Caddyfile", "a.example {\n encode gzip\n reverse_proxy ollama:80\n}\n")).Findings).Severity);
    }

    [Fact]
    public void Heredocs_variables_and_unknown_directives_are_no_error()
    {
        var report = Lints.Run(("Caddyfile", """
            {$DOMAIN:localhost} {
              some_plugin `{"a": "}"}` {
                option <<END
                  } { "
                  END
              }
              reverse_proxy {$UPSTREAM:llm:8000} {
                flush_interval \
                  -1
              }
            }
            """));
        Assert.Equal(["GW1209 Caddyfile:8:5"], report.Places());
        Assert.Equal(["site localhost"], report.Findings[0].Routes);
    }

    [Fact]
    public void An_import_that_leads_nowhere_is_a_note()
    {
        var report = Lints.Run(("Caddyfile", "a.example {\n import gone\n reverse_proxy a:1\n}\n"));
        Assert.Contains("Caddyfile:2", Assert.Single(report.Notes), StringComparison.Ordinal);
        Assert.Empty(report.Findings);
    }

    [Fact]
    public void Json_that_is_none_is_refused_where_it_stands() =>
        Lints.IsRefused(Lints.Run(("caddy.json", "{\"apps\": {\"http\": {\n \"servers\": {},\n}}}")), 3, 1, "trailing commas");
}
