using Microsoft.Extensions.Logging;

namespace Sluice.Configuration;

/// <summary>What configuration has to say in the log. Event ids 5000 to 5099.</summary>
internal static partial class ConfigurationLog
{
    [LoggerMessage(5000, LogLevel.Information, "Configuration reloaded from {File} ({Reason}): {Providers} providers, {Routes} routes")]
    public static partial void Reloaded(ILogger logger, string file, string reason, int providers, int routes);

    [LoggerMessage(5001, LogLevel.Error,
        "Configuration not reloaded from {File} ({Reason}): {Errors} errors; the configuration that was serving goes on serving")]
    public static partial void Refused(ILogger logger, string file, string reason, int errors);

    [LoggerMessage(5002, LogLevel.Error, "{Finding}")]
    public static partial void Mistake(ILogger logger, string finding);

    [LoggerMessage(5003, LogLevel.Warning, "{Finding}")]
    public static partial void Doubt(ILogger logger, string finding);

    [LoggerMessage(5004, LogLevel.Error,
        "Configuration from {File} ({Reason}) could not be put to use; the configuration that was serving goes on serving")]
    public static partial void NotApplied(ILogger logger, Exception exception, string file, string reason);

    [LoggerMessage(5005, LogLevel.Warning, "No change notifications for {Folder}; {File} is looked at every {Seconds} s instead")]
    public static partial void PollingOnly(ILogger logger, Exception exception, string folder, string file, double seconds);

    [LoggerMessage(5006, LogLevel.Information, "{File} is no regular file: it was read once and is not watched")]
    public static partial void NotWatched(ILogger logger, string file);

    [LoggerMessage(5007, LogLevel.Error, "Looking for changes of {File} failed; it is tried again")]
    public static partial void WatchFailed(ILogger logger, Exception exception, string file);
}
