using System.CommandLine;
using System.Net;
using System.Text.RegularExpressions;
using Sluice.Cli;
using Sluice.Configuration;
using Sluice.Listeners;

namespace Sluice.IntegrationTests.Listeners;

/// <summary>The programs that agents really use, through the proxy, each with the settings its users have.</summary>
public sealed class ToolTests
{
    const string Python = """
        import http.client, json, ssl, sys, urllib.request
        proxy, ca = sys.argv[1], sys.argv[2]
        trust = ssl.create_default_context(cafile=ca)
        trust.verify_flags |= ssl.VERIFY_X509_STRICT
        tunnel = http.client.HTTPSConnection(*proxy.split(":"), context=trust)
        tunnel.set_tunnel("inference.local", 443)
        for i in range(3):
            tunnel.request("GET", "/who")
            print(tunnel.getresponse().read().decode(), end="")
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({"https": "http://" + proxy}), urllib.request.HTTPSHandler(context=trust))
        print(opener.open("https://inference.local/who").read().decode(), end="")
        try:
            opener.open("https://example.com/")
        except OSError as e:
            print("refused:", e)
        """;

    const string Node = """
        const http = require('http'), https = require('https');
        const [host, port] = process.argv[2].split(':');
        const connect = http.request({ host, port, method: 'CONNECT', path: 'inference.local:443' });
        connect.on('connect', (answer, socket) => {
          const tls = require('tls').connect({ socket, servername: 'inference.local' }, async () => {
            const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
            agent.createConnection = () => tls;
            for (let i = 0; i < 3; i++)
              await new Promise(done => https.get({ host: 'inference.local', path: '/who', agent }, r => {
                let text = ''; r.on('data', d => text += d).on('end', () => { process.stdout.write(text); done(); });
              }));
            tls.destroy();
          });
        });
        connect.end();
        """;

    [ToolTheory("curl")]
    [InlineData("--http1.1", "HTTP/1.1")]
    [InlineData("--http2", "HTTP/2")]
    public async Task Curl_makes_several_requests_in_one_tunnel(string option, string protocol)
    {
        await using var app = await ProxyApp.StartAsync();
        var (exit, output, error) = await ToolProcess.RunAsync(
            "curl", ["-sS", option, "--proxy", $"http://{app.Proxy}", "--cacert", app.CaFile, "https://inference.local/who?a", "https://inference.local/who?b"]);
        Assert.True(exit == 0, error);
        AssertTunnel(output, 2, protocol);
    }

    [ToolFact("curl")]
    public async Task Curl_reads_an_answer_that_ends_with_its_connection()
    {
        // OpenSSL 3 makes an error of an end without close_notify.
        await using var app = await ProxyApp.StartAsync();
        var (exit, output, error) = await ToolProcess.RunAsync(
            "curl", ["-sS", "--http1.0", "--proxy", $"http://{app.Proxy}", "--cacert", app.CaFile, "https://inference.local/events?n=3&ms=1"]);
        Assert.True(exit == 0, error);
        Assert.Equal(3, Regex.Count(output, "^data: ", RegexOptions.Multiline));
    }

    [ToolFact("curl")]
    public async Task Curl_is_told_why_a_host_is_refused()
    {
        await using var app = await ProxyApp.StartAsync();
        var (exit, _, error) = await ToolProcess.RunAsync(
            "curl", ["-sSv", "--proxy", $"http://{app.Proxy}", "https://example.com/"]);
        Assert.Equal(56, exit);
        Assert.Contains("403", error);
        Assert.Contains("Proxy-Status: sluice; error=http_request_denied", error);
    }

    [ToolFact("curl")]
    public async Task Curl_that_does_not_trust_the_authority_leaves_nothing_behind()
    {
        await using var app = await ProxyApp.StartAsync();
        var (exit, _, _) = await ToolProcess.RunAsync("curl", ["-sS", "--proxy", $"http://{app.Proxy}", "https://inference.local/who"]);
        Assert.Equal(60, exit);
        await Until.TrueAsync(() => app.Open == 0);

        // OpenSSL clients close over unread records, so their alert and a reset race for us: either way the log names the likely cause.
        var line = Assert.Single(app.Log, l => l.Id.Id is 3003 or 3009);
        Assert.Contains("sluice ca", line.Text);
        Assert.Matches("unknown ca|reset", line.Text);
    }

    [ToolFact("python3")]
    public async Task Python_passes_its_strict_certificate_checks()
    {
        await using var app = await ProxyApp.StartAsync();
        var script = Path.Combine(app.Folder, "client.py");
        await File.WriteAllTextAsync(script, Python);
        var (exit, output, error) = await ToolProcess.RunAsync("python3", [script, app.Proxy.ToString(), app.CaFile]);
        Assert.True(exit == 0, error);
        AssertTunnel(string.Join('\n', output.Split('\n')[..3]), 3, "HTTP/1.1");
        Assert.Equal(4, Regex.Count(output, "intercepted=True"));
        Assert.Matches("refused: .*Tunnel connection failed: 403 Forbidden", output);
    }

    [ToolFact("node")]
    public async Task Node_trusts_through_its_environment()
    {
        await using var app = await ProxyApp.StartAsync();
        var script = Path.Combine(app.Folder, "client.cjs");
        await File.WriteAllTextAsync(script, Node);
        var (exit, output, error) = await ToolProcess.RunAsync(
            "node", [script, app.Proxy.ToString()], new Dictionary<string, string> { ["NODE_EXTRA_CA_CERTS"] = app.CaFile });
        Assert.True(exit == 0, error);
        AssertTunnel(output, 3, "HTTP/1.1");
    }

    [ToolFact("curl")]
    public async Task The_variables_that_sluice_ca_prints_are_all_that_clients_need()
    {
        await using var app = await ProxyApp.StartAsync();
        var system = Path.Combine(app.Folder, "system.crt");
        await File.WriteAllTextAsync(system, "# this system trusts nobody else\n");
        var options = new ForwardProxyOptions { Listen = new ListenOptions(app.Proxy), CaCertificateFile = app.CaFile, CaKeyFile = app.Authority.KeyFile! };
        using var printed = new StringWriter();
        var exit = await Ca.Create(_ => options, bundle: new TrustBundle(system)).Parse(["--bundle", Path.Combine(app.Folder, "bundle.pem")])
            .InvokeAsync(new InvocationConfiguration { Output = printed });
        Assert.Equal(0, exit);

        var python = "import urllib.request; print(urllib.request.urlopen('https://inference.local/who').read().decode())";
        foreach (var command in new[] { "curl -sS https://inference.local/who", $"python3 -c \"{python}\"" })
        {
            if (Tools.FindMissing(command.Split(' ')[0]) is not null)
                continue;
            var (clientExit, output, error) = await ToolProcess.RunAsync("sh", ["-euc", $"{printed}\n{command}"]);
            Assert.True(clientExit == 0, error);
            Assert.Contains("intercepted=True", output);
        }
    }

    [Fact]
    public async Task HttpClient_is_told_which_status_refused_it()
    {
        await using var app = await ProxyApp.StartAsync();
        using var client = new HttpClient(ProxyClient.Handler(app, new WebProxy($"http://{app.Proxy}")));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("https://example.com/"));
        Assert.Equal(HttpRequestError.ProxyTunnelError, refused.HttpRequestError);
        Assert.Contains("403", refused.Message);
    }

    static void AssertTunnel(string output, int requests, string protocol)
    {
        var connections = Regex.Matches(output, @"https (\S+) .*? intercepted=True connection=(\w+)");
        Assert.Equal(requests, connections.Count);
        Assert.All(connections, m => Assert.Equal(protocol, m.Groups[1].Value));
        Assert.Single(connections.Select(m => m.Groups[2].Value).Distinct());
    }
}
