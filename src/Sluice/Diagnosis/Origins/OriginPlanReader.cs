using System.Globalization;
using Sluice.Configuration.Values;

namespace Sluice.Diagnosis.Origins;

/// <summary>Reads the tokens of an <see cref="OriginPlan"/> one by one.</summary>
internal sealed class OriginPlanReader
{
    readonly List<OriginSegment> _segments = [];
    OriginSegment _next = OriginPlan.Default.Segments[0];
    bool _open = true;

    /// <summary>The plan; what was set but not sent becomes a last segment of the default count.</summary>
    public OriginPlan Read() => new(_open ? [.. _segments, _next] : [.. _segments]);

    /// <summary>Takes one token.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Token(string token)
    {
        if (Number(token, "x", "") is { } count)
        {
            if (count < 1)
                return "expected at least one event";
            _segments.Add(_next with { Count = count });
            _open = false;
            return null;
        }
        if (Number(token, "burst", "") is { } burst)
        {
            if (burst < 1)
                return "expected at least one event per burst";
            return Change(_next with { Burst = burst });
        }
        if (Number(token, "", "b") is { } bytes)
            return Change(_next with { Bytes = bytes });
        // Two segments in a model name may be written 1m30s; a bare "0" cannot be mistaken for anything else.
        if (token is ['0' or '1' or '2' or '3' or '4' or '5' or '6' or '7' or '8' or '9', ..] && Duration.Parse(token, out var interval) is null)
            return Change(_next with { Interval = interval });
        return $"'{token}' is no part of a plan: expected an interval such as 20ms, a size such as 200b, burst5, or a count such as x50";
    }

    string? Change(OriginSegment next)
    {
        (_next, _open) = (next, _segments.Count == 0);
        return null;
    }

    static int? Number(string token, string prefix, string suffix) =>
        token.Length > prefix.Length + suffix.Length
        && token.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        && token.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
        && int.TryParse(token.AsSpan(prefix.Length, token.Length - prefix.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
