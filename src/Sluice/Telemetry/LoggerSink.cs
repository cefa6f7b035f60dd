using System.Text;
using Microsoft.Extensions.Logging;

namespace Sluice.Telemetry;

/// <summary>Exchange lines through the application's own logging: the default when embedded.</summary>
sealed partial class LoggerSink(ILogger<LoggerSink> log) : IExchangeSink
{
    public void Write(ReadOnlySpan<byte> line)
    {
        if (log.IsEnabled(LogLevel.Information))
            Exchange(Encoding.UTF8.GetString(line));
    }

    [LoggerMessage(2, LogLevel.Information, "{Exchange}")]
    partial void Exchange(string exchange);
}
