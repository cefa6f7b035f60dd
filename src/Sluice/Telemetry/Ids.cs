namespace Sluice.Telemetry;

/// <summary>Request ids: the client's own where it is fit to be logged, otherwise one of ours.</summary>
static class Ids
{
    const int Longest = 128;

    public static string For(string given, string own) =>
        given.Length is > 0 and <= Longest && given.AsSpan().IndexOfAnyExcept(Safe) < 0 ? given : "req_" + own.Replace(':', '-').ToLowerInvariant();

    static readonly System.Buffers.SearchValues<char> Safe =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:+/=");
}
