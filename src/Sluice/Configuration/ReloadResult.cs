namespace Sluice.Configuration;

/// <summary>How a reload went.</summary>
/// <param name="Succeeded">Whether the new configuration is the one that serves now; otherwise the old one still does.</param>
/// <param name="Reason">What asked for it: <c>file change</c>, <c>SIGHUP</c>, an administrator.</param>
/// <param name="At">When it was finished.</param>
/// <param name="Findings">Everything that was found; with errors where it failed because of the file.</param>
/// <param name="Error">Why it failed where not because of the file's content: the options could not be put to use, or the gateway is
/// stopping.</param>
public sealed record ReloadResult(bool Succeeded, string Reason, DateTimeOffset At, IReadOnlyList<Finding> Findings, string? Error = null);
