using System.Globalization;

namespace Sluice.Diagnosis.Origins;

/// <summary>Reads an <see cref="OriginRequest"/> from names and values: of a query, or of a model name such as <c>origin-20ms-200b-x50-framing.close</c>.</summary>
internal sealed class OriginSettings
{
    static readonly Dictionary<string, Func<OriginSettings, string, string?>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["plan"] = (s, v) => s.Plan(v),
        ["interval"] = (s, v) => s._plan.Token(v is [.., >= '0' and <= '9'] ? v + "ms" : v),
        ["rate"] = (s, v) => s.Rate(v),
        ["size"] = (s, v) => s._plan.Token(v.EndsWith('b') ? v : v + "b"),
        ["count"] = (s, v) => s._plan.Token("x" + v),
        ["burst"] = (s, v) => s._plan.Token("burst" + v),
        ["head"] = (s, v) => Time(v, t => s._request = s._request with { Head = t }),
        ["first"] = (s, v) => Time(v, t => s._request = s._request with { First = t }),
        ["silence"] = (s, v) => At(v, out var at) is var time ? Time(time, t => s._request = s._request with { Silence = t, SilenceAt = at }) : null,
        ["framing"] = (s, v) => Choice<OriginFraming>(v, c => s._request = s._request with { Framing = c }),
        ["type"] = (s, v) => Choice<OriginContent>(v.Replace("-", "", StringComparison.Ordinal), c => s._request = s._request with { Content = c }, "event-stream, ndjson, plain"),
        ["headers"] = (s, v) => s.Headers(v),
        ["compress"] = (s, v) => s.Compress(v),
        ["flush"] = (s, v) => Switch(v, on => s._request = s._request with { Flushed = on }),
        ["pad"] = (s, v) => s.Pad(v),
        ["cut"] = (s, v) => At(v, out var at) is var kind ? Choice<OriginCut>(kind, c => s._request = s._request with { Cut = c, CutAt = at }) : null,
    };

    readonly OriginPlanReader _plan = new();
    OriginRequest _request = new();

    /// <summary>The names that are understood.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>What was read.</summary>
    public OriginRequest Request => _request with { Plan = _plan.Read() };

    /// <summary>Takes one setting.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Set(string name, string value)
    {
        if (!Known.TryGetValue(name, out var setting))
            return $"'{name}' is no setting of the reference origin: expected {string.Join(", ", Known.Keys)}";
        return setting(this, value.Trim()) is { } problem ? $"found '{name}={value}', {problem}" : null;
    }

    /// <summary>Takes a whole model name; a name that does not begin with <c>origin</c> asks for the default stream.</summary>
    public string? SetModel(string model)
    {
        var parts = model.Split('-', StringSplitOptions.RemoveEmptyEntries);
        // A gateway may put its own prefix before the name, such as "provider/origin-20ms".
        if (parts is [] || !parts[0].EndsWith("origin", StringComparison.OrdinalIgnoreCase))
            return null;
        foreach (var part in parts.Skip(1))
        {
            var dot = part.IndexOf('.', StringComparison.Ordinal);
            var named = dot > 0 && Known.ContainsKey(part[..dot]);
            if ((named ? Set(part[..dot], part[(dot + 1)..]) : _plan.Token(part)) is { } problem)
                return $"in the model name '{model}': {problem}";
        }
        return null;
    }

    string? Plan(string text)
    {
        foreach (var token in text.Split('-', StringSplitOptions.RemoveEmptyEntries))
        {
            if (_plan.Token(token) is { } problem)
                return problem;
        }
        return null;
    }

    string? Rate(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is >= 0.001 and <= 10_000
            ? _plan.Token(string.Create(CultureInfo.InvariantCulture, $"{1000 / rate:0.###}ms"))
            : "expected events per second, from 0.001 to 10000";

    string? Headers(string value)
    {
        var found = AntiBuffering.None;
        foreach (var part in value.Split([',', '+'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            AntiBuffering? flag = part.ToLowerInvariant() switch
            {
                "on" or "all" => AntiBuffering.All,
                "accel" => AntiBuffering.Accel,
                "no-transform" or "notransform" => AntiBuffering.NoTransform,
                "off" or "none" => AntiBuffering.None,
                _ => null,
            };
            if (flag is null)
                return "expected on, off, accel or no-transform";
            found |= flag.Value;
        }
        _request = _request with { AntiBuffering = found };
        return null;
    }

    string? Compress(string value)
    {
        if (value is not ("gzip" or "br" or "none"))
            return "expected gzip, br or none";
        _request = _request with { Compression = value == "none" ? null : value };
        return null;
    }

    string? Pad(string value)
    {
        if (value is not ("random" or "same"))
            return "expected random or same";
        _request = _request with { Repetitive = value == "same" };
        return null;
    }

    static string? Time(string value, Action<TimeSpan> set)
    {
        if (Configuration.Values.Duration.Parse(value is [.., >= '0' and <= '9'] ? value + "ms" : value, out var time) is not null)
            return "expected a duration such as 250ms, 10s or 1m30s";
        set(time);
        return null;
    }

    static string? Switch(string value, Action<bool> set)
    {
        if (value is not ("on" or "off"))
            return "expected on or off";
        set(value == "on");
        return null;
    }

    static string? Choice<T>(string value, Action<T> set, string? expected = null)
        where T : struct, Enum
    {
        if (!Enum.TryParse<T>(value, ignoreCase: true, out var choice) || value is [] or [>= '0' and <= '9', ..] || value.Contains(',', StringComparison.Ordinal))
            return $"expected one of {expected ?? string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}";
        set(choice);
        return null;
    }

    /// <summary>Splits <c>10s@20</c>, or <c>10s.20</c> where an at sign would not pass, into what and at which event.</summary>
    static string At(string value, out int at)
    {
        at = 0;
        var split = value.LastIndexOfAny(['@', '.']);
        return split > 0 && int.TryParse(value.AsSpan(split + 1), NumberStyles.None, CultureInfo.InvariantCulture, out at) ? value[..split] : value;
    }
}
