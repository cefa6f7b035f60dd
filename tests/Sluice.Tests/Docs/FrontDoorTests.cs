using System.Text.RegularExpressions;

namespace Sluice.Tests.Docs;

/// <summary>The commands that README names exist.</summary>
public sealed partial class FrontDoorTests
{
    [Fact]
    public void The_first_two_commands_are_there_to_be_run()
    {
        var commands = Documents.Blocks("README.md", "").First().Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('#')[0].Trim()).ToArray();
        Assert.Equal(2, commands.Length);

        var project = Regex.Match(commands[0], "^dotnet run --project (\\S+) -c Release -- demo$");
        Assert.True(project.Success, $"Expected the command of the demo, found: {commands[0]}");
        Assert.Single(Directory.GetFiles(Path.Combine(Documents.Root, project.Groups[1].Value), "*.csproj"));
        Assert.Equal("demo", Cli.Demo.Create().Name);

        Assert.Equal("./test", commands[1]);
        Assert.True(File.Exists(Path.Combine(Documents.Root, "test")));

        // Windows has no such bits, and no bash to run it.
        if (OperatingSystem.IsWindows())
            return;
        var mode = File.GetUnixFileMode(Path.Combine(Documents.Root, "test"));
        Assert.True(mode.HasFlag(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute), $"./test has mode {mode}");
    }

    [Fact]
    public void Every_verb_that_README_shows_is_one_of_the_programs()
    {
        var program = File.ReadAllText(Path.Combine(Documents.Root, "src", "Sluice.Cli", "Program.cs"));
        var verbs = Documents.Blocks("README.md", "").SelectMany(b => Verb().Matches(b.Text)).Select(m => m.Groups[1].Value).Distinct().ToArray();
        Assert.Contains("serve", verbs);
        Assert.All(verbs, verb => Assert.Contains($"{char.ToUpperInvariant(verb[0])}{verb[1..]}.Create(", program));
    }

    [GeneratedRegex(@"^sluice (\w+)", RegexOptions.Multiline)]
    private static partial Regex Verb();
}
