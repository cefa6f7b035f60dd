using System.Globalization;

namespace Sluice.Diagnosis.Origins;

/// <summary>Writes what <see cref="OriginSettings"/> reads: only what differs from the defaults.</summary>
internal static class OriginText
{
    static readonly OriginRequest Default = new();

    public static IEnumerable<(string Name, string Value)> Settings(OriginRequest request)
    {
        yield return ("plan", request.Plan.ToString());
        if (request.Head > TimeSpan.Zero)
            yield return ("head", Time(request.Head));
        if (request.First > TimeSpan.Zero)
            yield return ("first", Time(request.First));
        if (request.Silence > TimeSpan.Zero)
            yield return ("silence", string.Create(CultureInfo.InvariantCulture, $"{Time(request.Silence)}@{request.SilenceAt}"));
        if (request.Framing != Default.Framing)
            yield return ("framing", Lower(request.Framing));
        if (request.Content != Default.Content)
            yield return ("type", request.Content == OriginContent.Ndjson ? "ndjson" : "plain");
        if (request.AntiBuffering != AntiBuffering.None)
            yield return ("headers", request.AntiBuffering == AntiBuffering.All ? "on" : request.AntiBuffering == AntiBuffering.Accel ? "accel" : "no-transform");
        if (request.Compression is { } coding)
            yield return ("compress", coding);
        if (!request.Flushed)
            yield return ("flush", "off");
        if (request.Repetitive)
            yield return ("pad", "same");
        if (request.Cut != OriginCut.None)
            yield return ("cut", string.Create(CultureInfo.InvariantCulture, $"{Lower(request.Cut)}@{request.CutAt}"));
    }

    static string Time(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0}ms");

    static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
