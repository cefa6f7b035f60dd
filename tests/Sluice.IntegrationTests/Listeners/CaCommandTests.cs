using System.CommandLine;
using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;
using Sluice.Cli;
using Sluice.Configuration;
using Sluice.Listeners;

namespace Sluice.IntegrationTests.Listeners;

[UnsupportedOSPlatform("windows")]
public sealed class CaCommandTests : IDisposable
{
    const string PublicAuthority = "# a public authority\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    readonly string _folder = Directory.CreateTempSubdirectory("sluice ca's-").FullName;
    readonly ForwardProxyOptions _options;
    readonly string _system;
    string? _askedFor;

    public CaCommandTests()
    {
        _options = new ForwardProxyOptions { CaCertificateFile = At("ca.pem"), CaKeyFile = At("ca.key"), Listen = new ListenOptions(new IPEndPoint(IPAddress.Any, 3129)) };
        _system = At("system.crt");
        File.WriteAllText(_system, PublicAuthority);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_makes_the_authority_once_and_names_the_variables()
    {
        var (exit, output, error) = await RunAsync("--config", "my.yaml");
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal("my.yaml", _askedFor);
        Assert.Contains("(made just now)", output);
        Assert.Contains("\nexport HTTPS_PROXY=http://127.0.0.1:3129\n", output);
        Assert.Contains("\nexport NODE_USE_ENV_PROXY=1\n", output);
        Assert.DoesNotContain("\nexport SSL_CERT_FILE", output);

        var again = await RunAsync();
        Assert.Null(_askedFor);
        Assert.DoesNotContain("made just now", again.Output);
        var authority = await CertificateAuthority.LoadOrCreateAsync(_options.CaCertificateFile, _options.CaKeyFile, TimeProvider.System);
        Assert.Contains(authority.Fingerprint, again.Output);
    }

    [ToolFact("sh")]
    public async Task Its_text_is_a_script_that_a_shell_understands()
    {
        // The folder's name has a blank and a quote in it.
        var (_, output, _) = await RunAsync("--bundle", At("bundle.pem"));
        var script = At("env.sh");
        await File.WriteAllTextAsync(script, output + "\nprintf '%s|%s|%s' \"$HTTPS_PROXY\" \"$NODE_EXTRA_CA_CERTS\" \"$SSL_CERT_FILE\"\n");
        var (exit, printed, error) = await ToolProcess.RunAsync("sh", ["-eu", script]);
        Assert.True(exit == 0, error);
        Assert.Equal($"http://127.0.0.1:3129|{At("ca.pem")}|{At("bundle.pem")}", printed);
    }

    [Fact]
    public async Task Json_holds_the_same_facts()
    {
        var (exit, output, _) = await RunAsync("--format", "json", "--bundle", At("bundle.pem"));
        Assert.Equal(0, exit);
        var json = JsonDocument.Parse(output).RootElement;
        Assert.Equal(At("ca.pem"), json.GetProperty("certificate").GetString());
        Assert.True(json.GetProperty("created").GetBoolean());
        Assert.True(json.GetProperty("not_after").GetDateTime() > DateTime.UtcNow.AddYears(9));
        Assert.Equal(
            ["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "NODE_USE_ENV_PROXY", "NODE_EXTRA_CA_CERTS", "DENO_CERT",
                "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"],
            json.GetProperty("environment").EnumerateObject().Select(p => p.Name));
        Assert.Equal(At("bundle.pem"), json.GetProperty("environment").GetProperty("SSL_CERT_FILE").GetString());
        Assert.Equal("inference.local", json.GetProperty("inference_hosts")[0].GetString());
    }

    [Fact]
    public async Task A_bundle_holds_the_systems_authorities_and_ours_once()
    {
        for (var i = 0; i < 2; i++)
            Assert.Equal(0, (await RunAsync("--bundle", At("bundle.pem"))).Exit);
        var ours = await File.ReadAllTextAsync(At("ca.pem"));
        Assert.Equal(PublicAuthority + ours, await File.ReadAllTextAsync(At("bundle.pem")));

        // A system that trusts ours already needs no second copy, and no bundle of its own.
        File.Copy(At("bundle.pem"), _system, overwrite: true);
        Assert.Contains($"\nexport SSL_CERT_FILE=", (await RunAsync()).Output);
        Assert.Equal(0, (await RunAsync("--bundle", At("second.pem"))).Exit);
        Assert.Equal(PublicAuthority + ours, await File.ReadAllTextAsync(At("second.pem")));
    }

    [Fact]
    public async Task Without_system_certificates_a_bundle_is_an_error_that_says_where_was_looked()
    {
        File.Delete(_system);
        var (exit, _, error) = await RunAsync("--bundle", At("bundle.pem"));
        Assert.Equal(3, exit);
        Assert.Contains(_system, error);
        Assert.False(File.Exists(At("bundle.pem")));
    }

    [Fact]
    public async Task Install_copies_the_certificate_and_runs_the_systems_program()
    {
        var trust = FakeTrust("echo updated > \"$(dirname \"$0\")/ran\"");
        var (exit, output, error) = await RunAsync(trust, "--install");
        Assert.True(exit == 0, error);
        Assert.Equal(await File.ReadAllTextAsync(At("ca.pem")), await File.ReadAllTextAsync(Path.Combine(trust.Folder, "sluice-ca.crt")));
        Assert.Contains($"installed    {trust.Folder}/sluice-ca.crt", output);
        Assert.True(File.Exists(At("ran")));
    }

    [Theory]
    [InlineData("echo no disk >&2; exit 4", "failed with exit code 4: no disk")]
    [InlineData(null, "Install the package ca-certificates")]
    public async Task An_update_that_fails_is_told(string? script, string problem)
    {
        var (exit, _, error) = await RunAsync(FakeTrust(script), "--install");
        Assert.Equal(3, exit);
        Assert.Contains(problem, error);
    }

    [Fact]
    public async Task Install_without_the_right_folder_or_permission_is_told()
    {
        var (exit, _, error) = await RunAsync(new SystemTrust(At("absent"), "true"), "--install");
        Assert.Equal(3, exit);
        Assert.Contains($"{At("absent")} does not exist", error);

        // A folder in the file's place cannot be written to, not even by root.
        var trust = FakeTrust("exit 0");
        Directory.CreateDirectory(Path.Combine(trust.Folder, "sluice-ca.crt"));
        (exit, _, error) = await RunAsync(trust, "--install");
        Assert.Equal(3, exit);
        Assert.Contains("Run it as root", error);
    }

    [Fact]
    public async Task An_authority_that_is_wrong_is_1_and_one_that_cannot_be_made_is_3()
    {
        await RunAsync();
        File.Delete(At("ca.key"));
        var (exit, output, error) = await RunAsync();
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith($"sluice ca: {At("ca.pem")} exists, but its key", error);

        File.Delete(At("ca.pem"));
        var unmakable = _options with { CaKeyFile = Path.Combine(_system, "ca.key") };
        (exit, _, error) = await RunAsync(_ => unmakable, null);
        Assert.Equal(3, exit);
        Assert.Contains("Cannot create the authority", error);
    }

    [Fact]
    public async Task A_key_that_others_may_read_is_warned_about_beside_the_output()
    {
        await RunAsync();
        File.SetUnixFileMode(At("ca.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var (exit, output, error) = await RunAsync("--format", "json");
        Assert.Equal(0, exit);
        Assert.Contains("chmod 600", error);
        JsonDocument.Parse(output).Dispose();
    }

    [Fact]
    public void An_unknown_format_is_refused() => Assert.NotEmpty(Ca.Create(_ => _options).Parse(["--format", "xml"]).Errors);

    SystemTrust FakeTrust(string? script)
    {
        var folder = Directory.CreateDirectory(At("authorities")).FullName;
        var program = At("update");
        if (script is not null)
        {
            File.WriteAllText(program, $"#!/bin/sh\n{script}\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new SystemTrust(folder, program);
    }

    string At(string name) => Path.Combine(_folder, name);

    Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(Load, null, arguments);

    Task<(int Exit, string Output, string Error)> RunAsync(SystemTrust trust, params string[] arguments) => RunAsync(Load, trust, arguments);

    ForwardProxyOptions Load(string? file)
    {
        _askedFor = file;
        return _options;
    }

    async Task<(int Exit, string Output, string Error)> RunAsync(Func<string?, ForwardProxyOptions> load, SystemTrust? trust, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var command = Ca.Create(load, bundle: new TrustBundle(_system), trust: trust);
        var exit = await command.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return (exit, output.ToString(), error.ToString());
    }
}
