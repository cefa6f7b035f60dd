using System.Net;

namespace Sluice.Testing;

/// <summary>How the built-in model behaves where a request's model name does not say otherwise. Read once, at its start.</summary>
public sealed class ScriptedModelOptions
{
    /// <summary>The clock for delays and stamps. Default: the system's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The address. Default: 127.0.0.1 with a free port.</summary>
    public IPEndPoint Listen { get; set; } = new(IPAddress.Loopback, 0);

    /// <summary>From the request to the first token. Default: 100 ms.</summary>
    public TimeSpan FirstTokenDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>From token to token. Default: 20 ms. Zero: as fast as the client takes them.</summary>
    public TimeSpan TokenInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Largest random delay of a token, as a part of the interval: 0 to 1. Default: 0.</summary>
    public double Jitter { get; set; }

    /// <summary>Seed of the jitter; the same seed and order of requests gives the same delays. Default: 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>What it answers to everything; a word is a token. Default: a few sentences about sluices.</summary>
    public string AnswerText { get; set; } = DefaultAnswer;

    /// <summary>The models it lists. It answers for any name. Default: <c>sluice-demo</c>.</summary>
    public IReadOnlyList<string> Models { get; set; } = ["sluice-demo"];

    /// <summary>The key it asks for, as a bearer token or in <c>x-api-key</c>; null asks for none. Default: null.</summary>
    public string? ApiKey { get; set; }

    /// <summary>How many of the latest requests it remembers. Default: 1,000.</summary>
    public int KeepRequests { get; set; } = 1000;

    /// <summary>What <see cref="AnswerText"/> is where nothing is said.</summary>
    public const string DefaultAnswer =
        "A sluice is a gate that lets water through when it is wanted and holds it back when it is not. " +
        "Good sluices are quiet: the stream above hardly knows that they are there, and the stream below gets every drop " +
        "in the order in which it came. Millers, lock keepers and rice farmers have trusted them for three thousand years.";
}
