using Sluice.Configuration.Values;
using Sluice.Diagnosis.Probing;

namespace Sluice.Cli;

/// <summary>What was typed after <c>sluice probe</c>.</summary>
sealed record ProbeArguments
{
    public string? Url { get; init; }

    public IReadOnlyList<string> Hops { get; init; } = [];

    public string? Model { get; init; }

    public string? Key { get; init; }

    public IReadOnlyList<string> Headers { get; init; } = [];

    public bool Post { get; init; }

    public bool Insecure { get; init; }

    public string Format { get; init; } = "text";

    public string? Html { get; init; }

    public string Expect { get; init; } = "streaming";

    public string? MaxAddedTtfb { get; init; }

    public bool FindTimeouts { get; init; }

    public string MaxWait { get; init; } = "75s";

    public string? Watch { get; init; }

    public int? Times { get; init; }
}

/// <summary>The same, understood.</summary>
sealed record ProbeSettings(ProbeArguments Asked, IReadOnlyList<ProbeTarget> Hops, TimeSpan? MaxAddedTtfb, TimeSpan MaxWait, TimeSpan? Watch)
{
    static readonly string[] ModelPaths = ["/chat/completions", "/responses", "/messages"];

    /// <summary>Reads the arguments.</summary>
    /// <returns>What is wrong with them, or null.</returns>
    public static string? Read(ProbeArguments asked, out ProbeSettings settings)
    {
        settings = new(asked, [], null, TimeSpan.Zero, null);
        if (asked.Format is not ("text" or "json" or "prometheus"))
            return $"found --format '{asked.Format}', expected text, json or prometheus";
        if (asked.Expect is not ("streaming" or "head" or "any"))
            return $"found --expect '{asked.Expect}', expected streaming, head or any";
        if (asked.Times is { } times && (times < 1 || asked.Watch is null))
            return asked.Watch is null ? "--times needs --watch" : $"found --times {times}, expected at least 1";
        if (ReadTime("--max-added-ttfb", asked.MaxAddedTtfb, "50ms", out var ttfb) is { } one)
            return one;
        if (ReadTime("--max-wait", asked.MaxWait, "75s", out var wait) is { } two)
            return two;
        if (ReadTime("--watch", asked.Watch, "5m", out var watch) is { } three)
            return three;
        if (wait > TimeSpan.FromMinutes(14) || wait < TimeSpan.FromSeconds(2))
            return $"found --max-wait '{asked.MaxWait}', expected 2s to 14m: a reference origin keeps no stream longer than 15m";
        if (ReadHops(asked, out var hops) is { } problem)
            return problem;
        settings = new(asked, hops, ttfb, wait!.Value, watch);
        return null;
    }

    static string? ReadHops(ProbeArguments asked, out IReadOnlyList<ProbeTarget> hops)
    {
        var found = new List<ProbeTarget>();
        hops = found;
        if (ReadHeaders(asked.Headers, out var headers) is { } wrong)
            return wrong;
        var named = asked.Hops.Select(h => (Name: h.Split('=', 2)[0], Text: h.Split('=', 2) is [_, var text] ? text : null)).ToList();
        if (asked.Url is { } url)
            named.Insert(0, (asked.Hops.Count == 0 ? "stream" : "outermost", url));
        if (named.Count == 0)
            return "no address was given: expected a URL such as https://api.example.com/any/path, or hops as --hop edge=https://... --hop app=http://...";
        foreach (var (name, text) in named)
        {
            if (text is null || name.Length == 0 || name.Contains("//", StringComparison.Ordinal))
                return $"found --hop '{(text is null ? name : $"{name}={text}")}', expected a name and an address such as edge=https://api.example.com/";
            if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
                return $"found '{text}', expected an address that begins with http:// or https://";
            if (found.Any(h => h.Name == name))
                return $"two hops are called '{name}': each needs a name of its own";
            found.Add(new(name, asked.Model is null ? address : WithDialect(address))
            {
                Model = asked.Model,
                ApiKey = asked.Key,
                Headers = headers,
                Insecure = asked.Insecure,
            });
        }

        return null;
    }

    /// <summary>A base address means the chat dialect below it, as SDKs take it.</summary>
    internal static Uri WithDialect(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        if (ModelPaths.Any(p => path.EndsWith(p, StringComparison.Ordinal)))
            return address;
        return new UriBuilder(address) { Path = (path.Length == 0 ? "/v1" : path) + "/chat/completions" }.Uri;
    }

    internal static string? ReadHeaders(IReadOnlyList<string> texts, out IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var found = new List<KeyValuePair<string, string>>();
        headers = found;
        foreach (var text in texts)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? "" : text[..colon].Trim();
            if (colon < 0 || HttpText.WrongName(name) is { })
                return $"found --header '{(colon < 0 ? text : name)}', expected 'Name: value'{(colon > 0 ? $": the name {HttpText.WrongName(name)}" : "")}";
            var value = text[(colon + 1)..].Trim();
            if (HttpText.WrongValue(value) is { } wrong)
                return $"the value of --header '{name}' cannot be sent: {wrong}";
            found.Add(new(name, value));
        }

        return null;
    }

    internal static string? ReadTime(string option, string? text, string example, out TimeSpan? time)
    {
        time = null;
        if (text is null)
            return null;
        if (Duration.Parse(text, out var value) is { } problem)
            return $"found {option} '{text}', expected a duration such as {example}{(problem.Length > 0 ? $": {problem}" : "")}";
        time = value;
        return null;
    }
}
