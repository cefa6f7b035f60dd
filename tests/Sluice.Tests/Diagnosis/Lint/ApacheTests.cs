using Sluice.Diagnosis.Lint;

namespace Sluice.Tests.Diagnosis.Lint;

public sealed class ApacheTests
{
    [Theory]
    [InlineData("<VirtualHost *:80>\nServerName a\n", 1, 1, "never closed")]
    [InlineData("<Location /a>\n</Directory>\n", 2, 1, "expected </Location>")]
    [InlineData("ServerName a\n</IfModule>\n", 2, 1, "no section is open")]
    [InlineData("<Location /a\nServerName a\n", 1, 1, "has no \">\"")]
    [InlineData("Include httpd.conf\n", 1, 1, "include itself")]
    public void What_httpd_would_refuse_is_refused_where_it_stands(string text, int line, int column, string words) =>
        Lints.IsRefused(Lints.Run(("httpd.conf", text)), line, column, words);

    [Theory]
    [InlineData("ProxyTimeout 20\nProxyPass /v1/ http://a/", 20)]
    [InlineData("Timeout 20\nProxyPass /v1/ http://a/", 20)]
    [InlineData("Timeout 20\nProxyTimeout 30\nProxyPass /v1/ http://a/", 30)]
    [InlineData("ProxyTimeout 20\nProxyPass /v1/ http://a/ timeout=40", 40)]
    [InlineData("ProxyTimeout 20\n<VirtualHost *>\nProxyTimeout 25\nProxyPass /v1/ http://a/\n</VirtualHost>", 25)]
    [InlineData("<Proxy http://a/>\nProxySet timeout=35\n</Proxy>\nProxyPass /v1/ http://a/", 35)]
    [InlineData("<Proxy balancer://b>\nBalancerMember http://a timeout=15\n</Proxy>\nProxyPass /v1/ balancer://b/", 15)]
    [InlineData("<IfDefine X>\nProxyTimeout 10\n</IfDefine>\nProxyPass /v1/ http://a/", 60)]
    [InlineData("Define X\n<IfDefine X>\nProxyTimeout 10\n</IfDefine>\nProxyPass /v1/ http://a/", 10)]
    [InlineData("Define T 12\nProxyTimeout ${T}\nProxyPass /v1/ http://a/", 12)]
    [InlineData("<IfModule !mod_proxy.c>\nProxyTimeout 10\n</IfModule>\nProxyPass /v1/ http://a/", 60)]
    [InlineData("ProxyTimeout 500ms\nProxyPassMatch ^/v1/(.*)$ http://a/$1", 0.5)]
    public void The_timeout_in_force_is_found(string text, double seconds) =>
        Assert.Equal(seconds, Assert.Single(Lints.Run(("httpd.conf", text + "\n")).Timers).Limit.TotalSeconds);

    [Theory]
    [InlineData("<Location /v1>\nSetOutputFilter RATE_LIMIT\n</Location>", true)]
    [InlineData("<Location /docs>\nSetOutputFilter RATE_LIMIT\n</Location>", false)]
    [InlineData("<LocationMatch \"^/v1/(chat|messages)\">\nSetOutputFilter RATE_LIMIT\n</LocationMatch>", true)]
    [InlineData("<LocationMatch \"^/(?<x>[\">\nSetOutputFilter RATE_LIMIT\n</LocationMatch>", false)]
    [InlineData("SetOutputFilter RATE_LIMIT\n<Location /v1>\nSetOutputFilter NONE\n</Location>", false)]
    public void Sections_hold_for_the_paths_that_they_match(string sections, bool isFlagged) =>
        Assert.Equal(isFlagged, Lints.Run(("httpd.conf", $"ProxyTimeout 600\n{sections}\nProxyPass /v1/chat http://a/\n")).Findings.Any(finding => finding.Rule.Id == "GW1303"));

    [Fact]
    public void Lines_go_on_behind_a_backslash_and_quotes_hold_words_together()
    {
        var report = Lints.Run(("httpd.conf", "<VirtualHost *:80>\nServerName \"llm.example\"\nProxyPass \"/v1/\" \\\n  \"fcgi://a:9000/\" \\\n  timeout=600\n</VirtualHost>\n"));
        Assert.Equal(["GW1301 httpd.conf:3:1"], report.Places());
        Assert.Equal(["VirtualHost llm.example > /v1/"], report.Findings[0].Routes);
    }

    [Fact]
    public void Included_directories_are_read_file_by_file()
    {
        var report = Lints.Run(("/etc/httpd/conf/httpd.conf", "Include /etc/httpd/conf/sites\n"),
            ("/etc/httpd/conf/sites/a.conf", "ProxyPass /v1/ http://a/ timeout=5\n"), ("/etc/httpd/conf/sites/b.conf", "ProxyPass /chat/ http://b/ timeout=5\n"));
        Assert.Equal(["GW1305 /etc/httpd/conf/sites/a.conf:1:26", "GW1305 /etc/httpd/conf/sites/b.conf:1:28"], report.Places());
    }
}
