using Sluice.Configuration.Values;
using Sluice.Testing.Load;

namespace Sluice.Cli;

/// <summary>What was typed after <c>sluice bench</c>.</summary>
sealed record BenchArguments
{
    public const string DefaultUpstream = "127.0.0.1:9910";

    public string? Target { get; init; }

    public string? Direct { get; init; }

    public string Upstream { get; init; } = DefaultUpstream;

    public string Model { get; init; } = "bench";

    public string? Key { get; init; }

    public string? DirectModel { get; init; }

    public string? DirectKey { get; init; }

    public IReadOnlyList<string> Headers { get; init; } = [];

    public bool Insecure { get; init; }

    public int Rounds { get; init; } = 3;

    public int Clients { get; init; } = 50;

    public string Duration { get; init; } = "3s";

    public int? Singles { get; init; }

    public int Cancels { get; init; } = 50;

    public string Wait { get; init; } = "60s";

    public string Message { get; init; } = "Count from 1 to 30, one number per line.";

    public string Format { get; init; } = "text";
}

/// <summary>The same, understood.</summary>
/// <param name="Asked">As it was typed.</param>
/// <param name="Target">The gateway; null where one of this build is to be started.</param>
/// <param name="Direct">The model server behind it; null where a scripted one is to be started.</param>
/// <param name="Upstream">Where the scripted one listens.</param>
/// <param name="Duration">How long each load lasts.</param>
/// <param name="Wait">How long the gateway may take to reach the scripted one.</param>
/// <param name="Singles">Streams one at a time.</param>
sealed record BenchSettings(BenchArguments Asked, LoadTarget? Target, LoadTarget? Direct, ListenAddress Upstream, TimeSpan Duration, TimeSpan Wait, int Singles)
{
    const int Most = 20_000;

    /// <summary>Reads the arguments.</summary>
    /// <returns>What is wrong with them, or null.</returns>
    public static string? Read(BenchArguments asked, out BenchSettings settings)
    {
        settings = null!;
        if (asked.Format is not ("text" or "json"))
            return $"found --format '{asked.Format}', expected text or json";
        foreach (var (name, value) in new[] { ("--rounds", asked.Rounds), ("--clients", asked.Clients), ("--singles", asked.Singles ?? 1), ("--cancels", asked.Cancels) })
        {
            if (value is < 1 or > Most)
                return $"found {name} {value}, expected a number from 1 to {Most}";
        }

        if (ProbeSettings.ReadTime("--duration", asked.Duration, "3s", out var duration) is { } one)
            return one;
        if (duration < TimeSpan.FromMilliseconds(100) || duration > TimeSpan.FromHours(1))
            return $"found --duration '{asked.Duration}', expected 100ms to 1h";
        if (ProbeSettings.ReadTime("--wait", asked.Wait, "60s", out var wait) is { } two)
            return two;
        if (ListenAddress.Parse(asked.Upstream, out var upstream) is { } wrong)
            return $"found --upstream '{asked.Upstream}', expected {ListenAddress.Expected}: {wrong}";
        if (upstream.Scheme == "https")
            return $"found --upstream '{asked.Upstream}', expected an address without TLS: the scripted model server speaks plain HTTP/1.1";
        if (asked.Target is null && asked.Direct is not null)
            return "--direct names what is behind a gateway: name the gateway, too, with --target URL";
        if (Address("--target", asked.Target, asked.Model, asked.Key, asked, out var target) is { } three)
            return three;
        if (Address("--direct", asked.Direct, asked.DirectModel ?? asked.Model, asked.DirectKey, asked, out var direct) is { } four)
            return four;
        settings = new(asked, target, direct, upstream, duration!.Value, wait!.Value, asked.Singles ?? (direct is null ? 500 : 5));
        return null;
    }

    static string? Address(string option, string? text, string model, string? key, BenchArguments asked, out LoadTarget? target)
    {
        target = null;
        if (ProbeSettings.ReadHeaders(asked.Headers, out var headers) is { } wrong)
            return wrong;
        if (text is null)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
            return $"found {option} '{text}', expected an address that begins with http:// or https://";
        if (key is not null && HttpText.WrongValue(key) is { } bad)
            return $"the key for {option} cannot be sent: {bad}";
        target = new LoadTarget { Url = ProbeSettings.WithDialect(address), Model = model, Key = key, Headers = headers, Insecure = asked.Insecure };
        return null;
    }
}
