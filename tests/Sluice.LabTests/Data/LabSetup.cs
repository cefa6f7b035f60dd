using System.Text.Json;
using Sluice.Configuration.Values;

namespace Sluice.LabTests.Data;

/// <summary>One set-up of the lab: products with their configuration, and what must be found out about them. A folder of <c>tests/lab</c>.</summary>
internal sealed record LabSetup
{
    /// <summary>How its file and the products' are read.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The folder's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is, in a few words.</summary>
    public required string About { get; init; }

    /// <summary>The hops, outermost first. The reference origin stands behind the last.</summary>
    public required IReadOnlyList<LabTier> Tiers { get; init; }

    /// <summary>The path that is asked for; its query may set what the origin sends on every request, as an application would.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The model that is asked for, where a hop is a model gateway.</summary>
    public string? Model { get; init; }

    /// <summary>What must be found.</summary>
    public required LabExpectation Expect { get; init; }

    /// <summary>Longest silence that is tried to find limits, such as <c>6s</c>; null does not look for them.</summary>
    public string? FindTimeouts { get; init; }

    /// <summary>Ids of the rules that lint must find, per configuration file; files of products that lint does not know are not among them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Lint { get; init; }

    /// <summary>Why lint and probe rightly differ, where one file alone cannot show what the path does; null where they must agree.</summary>
    public string? LintNote { get; init; }

    /// <summary>What lint is told about the streams: its <c>--heartbeat</c>; null for nothing.</summary>
    public string? Heartbeat { get; init; }

    /// <summary>The same as a time.</summary>
    public TimeSpan? LintHeartbeat =>
        Heartbeat is not { } text ? null
        : Duration.Parse(text, out var time) is { } problem ? throw new InvalidDataException($"{Name}: heartbeat: {problem}")
        : time;

    /// <summary>Whether each hop is named to the probe, rather than the outermost alone.</summary>
    public bool IsChain => Tiers.Count > 1;

    /// <summary>Whether the probe must blame that hop for what it finds.</summary>
    public bool IsToBlame(LabTier tier) => IsChain ? Expect.Hop == tier.Name : Expect.IsBad;

    /// <summary>The folder.</summary>
    public string Folder => System.IO.Path.Combine(Repository.Lab, Name);

    /// <summary>All set-ups, in the order of their names.</summary>
    public static IReadOnlyList<LabSetup> All { get; } =
        [.. Directory.GetDirectories(Repository.Lab).Order(StringComparer.Ordinal).Where(f => File.Exists(System.IO.Path.Combine(f, "lab.json"))).Select(Read)];

    static LabSetup Read(string folder)
    {
        try
        {
            var setup = JsonSerializer.Deserialize<LabSetup>(File.ReadAllText(System.IO.Path.Combine(folder, "lab.json")), Json)!;
            return setup with { Name = System.IO.Path.GetFileName(folder) };
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{folder}/lab.json: {fault.Message}", fault);
        }
    }
}

/// <summary>One hop of a set-up.</summary>
/// <param name="Name">What the probe calls it.</param>
/// <param name="Product">A name of <c>products.json</c>.</param>
/// <param name="Config">Its configuration file, beside <c>lab.json</c>.</param>
/// <param name="Tls">Whether it listens with TLS.</param>
internal sealed record LabTier(string Name, string Product, string Config, bool Tls = false);

/// <summary>What must be found out.</summary>
internal sealed record LabExpectation
{
    /// <summary>The verdict on what clients get, as JSON reports name it.</summary>
    public required string Verdict { get; init; }

    /// <summary>The condition under which alone it is so.</summary>
    public string OnlyWhen { get; init; } = "always";

    /// <summary>The hop to blame in a chain, the innermost one where several hold; null for none.</summary>
    public string? Hop { get; init; }

    /// <summary>The fingerprint that has to come first: it carries mechanism and directive. Null where nothing is held.</summary>
    public string? Cause { get; init; }

    /// <summary>Words of the directive that has to be changed.</summary>
    public string? Change { get; init; }

    /// <summary>How the outermost hop ends answers whose source broke off, for those that look complete: <c>1.1 closed</c>, <c>2 reset</c>.</summary>
    public IReadOnlyList<string>? LooksComplete { get; init; }

    /// <summary>Limits in seconds by their kinds; a kind that is not named must not be found.</summary>
    public IReadOnlyDictionary<string, double>? Limits { get; init; }

    /// <summary>Whether a reader of the stream, or of its end, is misled by something in the path.</summary>
    public bool IsBad => Verdict is not ("streams" or "producer-batches") || LooksComplete is { Count: > 0 } || Limits is { Count: > 0 };

    /// <summary>Whether nothing is wrong: such a set-up must never be called bad.</summary>
    public bool IsGood => Verdict == "streams";
}
