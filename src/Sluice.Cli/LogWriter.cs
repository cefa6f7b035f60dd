using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Telemetry;

namespace Sluice.Cli;

/// <summary>
/// Everything that is logged, in the order in which it happened, written by one task: standard output may block, and the threads that log
/// are the ones that complete sockets. A full queue drops lines and says how many.
/// </summary>
sealed class LogWriter : IExchangeSink, ILoggerProvider, IAsyncDisposable
{
    const int QueuedLines = 65_536;

    readonly Channel<ReadOnlyMemory<byte>> _lines = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(QueuedLines) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    readonly Stream _output;
    readonly LogOptions _options;
    readonly TimeProvider _time;
    readonly Task _writing;
    long _dropped;

    public LogWriter(Stream output, LogOptions options, TimeProvider time)
    {
        (_output, _options, _time) = (output, options, time);
        _writing = Task.Run(WriteAsync);
    }

    void IExchangeSink.Write(ReadOnlyMemory<byte> line)
    {
        if (_options.Level <= LogLevel.Information)
            Enqueue(line);
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    void Enqueue(ReadOnlyMemory<byte> line)
    {
        if (!_lines.Writer.TryWrite(line))
            Interlocked.Increment(ref _dropped);
    }

    async Task WriteAsync()
    {
        await foreach (var first in _lines.Reader.ReadAllAsync())
        {
            var line = first;
            do
                await WriteLineAsync(line);
            while (_lines.Reader.TryRead(out line));
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                await WriteLineAsync(Line(LogLevel.Warning, "Sluice.Log", $"{dropped} log lines were dropped: standard output does not take them fast enough", null));
            await _output.FlushAsync();
        }
    }

    async ValueTask WriteLineAsync(ReadOnlyMemory<byte> line)
    {
        await _output.WriteAsync(_options.Format == LogFormat.Json ? line : Encoding.UTF8.GetBytes(AsText(line)));
        await _output.WriteAsync("\n"u8.ToArray());
    }

    ReadOnlyMemory<byte> Line(LogLevel level, string category, string message, Exception? fault)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, Dialects.Dialect.WriterOptions);
        json.WriteStartObject();
        json.WriteString("event"u8, "log"u8);
        json.WriteString("time"u8, _time.GetUtcNow());
        json.WriteString("level"u8, level.ToString().ToLowerInvariant());
        json.WriteString("source"u8, category);
        json.WriteString("message"u8, message);
        if (fault is not null)
            json.WriteString("exception"u8, fault.ToString());
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The same fields for a person: name=value, in the same order, without the ones that are null.</summary>
    static string AsText(ReadOnlyMemory<byte> line)
    {
        var text = new StringBuilder(256);
        using var json = JsonDocument.Parse(line);
        foreach (var field in json.RootElement.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Null)
                continue;
            var value = field.Value.ToString();
            var quoted = value.AsSpan().IndexOfAny(" =\"\n") >= 0 && field.Name != "message";
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : " ")}{field.Name}={(quoted ? JsonEncodedText.Encode(value) is var q ? $"\"{q}\"" : "" : value)}");
        }

        return text.ToString();
    }

    public void Dispose() => _lines.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    sealed class Logger(LogWriter writer, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= writer._options.Level && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                writer.Enqueue(writer.Line(logLevel, category, formatter(state, exception), exception));
        }
    }
}
