namespace Sluice.Tests;

/// <summary>Where the recorded and golden bytes lie.</summary>
static class GoldenFolder
{
    /// <summary>The folder <c>tests/golden</c> of this checkout.</summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The bytes of a recording, such as <c>openai/chat_completion_stream.txt</c>.</summary>
    public static byte[] Recording(string name) => File.ReadAllBytes(System.IO.Path.Combine(Path, "recordings", name));

    static string Find(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Sluice.slnx")))
                return System.IO.Path.Combine(folder.FullName, "tests", "golden");
        }

        throw new DirectoryNotFoundException($"No folder above '{from}' holds Sluice.slnx; the tests run from a checkout.");
    }
}
