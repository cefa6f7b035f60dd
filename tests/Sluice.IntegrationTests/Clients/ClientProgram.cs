using Sluice.IntegrationTests.Listeners;

namespace Sluice.IntegrationTests.Clients;

/// <summary>Runs the client programs of tests/clients. Where something is missing the test fails and says what to install.</summary>
internal static class ClientProgram
{
    /// <summary>A loaded machine takes seconds to load an SDK; a case that hangs takes for ever.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>The folder with the programs and their packages.</summary>
    public static string Folder { get; } = Path.Combine(FindRoot(), "tests", "clients");

    /// <summary>Runs a program; its lines of standard output.</summary>
    public static async Task<string[]> RunAsync(string script, params string[] arguments)
    {
        Assert.True(Tools.FindMissing("node") is null, "Node is not installed. Install Debian's nodejs and npm, or run ./test, which does.");
        Assert.True(Directory.Exists(Path.Combine(Folder, "node_modules", "openai")),
            $"The client SDKs are not installed. Run 'npm ci --ignore-scripts' in {Folder}, or ./test, which does.");
        return await RunAsync("node", script, arguments);
    }

    /// <summary>Runs a program of the folder with an interpreter of the machine.</summary>
    public static async Task<string[]> RunAsync(string interpreter, string script, string[] arguments)
    {
        Assert.True(Tools.FindMissing(interpreter) is null, $"{interpreter} is not installed; ./test installs what tests/packages.txt lists.");
        var (exit, output, error) = await ToolProcess.RunAsync(interpreter, [Path.Combine(Folder, script), .. arguments], limit: Limit);
        Assert.True(exit == 0, $"{interpreter} {script} ended with {exit}.\n{error}\n{output}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Sluice.slnx")))
                return folder;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Sluice.slnx: run the tests inside the repository.");
    }
}
