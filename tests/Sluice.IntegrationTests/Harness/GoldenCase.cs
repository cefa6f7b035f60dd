using System.Text.Json;

namespace Sluice.IntegrationTests.Harness;

/// <summary>
/// A folder under <c>tests/golden/DIALECT/CASE</c>: <c>request.json</c> is what the client sends, <c>upstream.sse</c> what the upstream answers,
/// <c>downstream.sse</c> or <c>downstream.json</c> what the client gets (absent: the upstream's own bytes), <c>sent.json</c> what the upstream is
/// sent (absent: not looked at), <c>exchange.json</c> members of the log line, and <c>message</c>: complete or incomplete.
/// </summary>
sealed record GoldenCase(string Folder, string Dialect)
{
    /// <summary>The folder that holds them all, and the recordings.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Every case, as <c>dialect/case</c>.</summary>
    public static IEnumerable<string> All => Directory.EnumerateFiles(Root, "exchange.json", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal);

    public static GoldenCase Named(string name) => new(Path.Combine(Root, name), name.Split('/')[0]);

    public byte[] Request => Read("request.json")!;

    public byte[] Upstream => Read("upstream.sse")!;

    public byte[] Downstream => Read("downstream.sse") ?? Read("downstream.json") ?? Upstream;

    public byte[]? Sent => Read("sent.json");

    public JsonElement Exchange => JsonDocument.Parse(Read("exchange.json")!).RootElement;

    /// <summary>Takes what came as what is expected from now on; for a person to read before it is committed.</summary>
    public void Accept(byte[] downstream)
    {
        File.Delete(Path.Combine(Folder, "downstream.sse"));
        File.Delete(Path.Combine(Folder, "downstream.json"));
        if (!downstream.AsSpan().SequenceEqual(Upstream))
            File.WriteAllBytes(Path.Combine(Folder, downstream is [(byte)'{', ..] ? "downstream.json" : "downstream.sse"), downstream);
    }

    byte[]? Read(string file) => Path.Combine(Folder, file) is var path && File.Exists(path) ? File.ReadAllBytes(path) : null;

    static string Find(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sluice.slnx")))
                return Path.Combine(folder.FullName, "tests", "golden");
        }

        throw new DirectoryNotFoundException($"No folder above '{from}' holds Sluice.slnx; the tests run from a checkout.");
    }
}
