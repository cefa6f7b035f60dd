using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
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
    /// <summary>Lines that have not been written yet may take this much memory, in bytes.</summary>
    const int LargestBacklog = 64 << 20;

    /// <summary>How long lines are gathered before they are written together: at thousands of exchanges a second, a wake-up and a write for each cost more than the line itself.</summary>
    static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(5);

    readonly Stream _output;
    readonly LogOptions _options;
    readonly TimeProvider _time;
    readonly Task _writing;
    readonly SemaphoreSlim _some = new(0, 1);
    readonly Lock _gate = new();
    ArrayBufferWriter<byte> _filling = new(4096);
    ArrayBufferWriter<byte> _emptied = new(4096);
    long _dropped;
    bool _closed;

    public LogWriter(Stream output, LogOptions options, TimeProvider time)
    {
        (_output, _options, _time) = (output, options, time);
        _writing = Task.Run(WriteAsync);
    }

    void IExchangeSink.Write(ReadOnlySpan<byte> line)
    {
        if (_options.Level <= LogLevel.Information)
            Enqueue(line);
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    void Enqueue(ReadOnlySpan<byte> line)
    {
        var text = _options.Format == LogFormat.Json ? line : Encoding.UTF8.GetBytes(AsText(line));
        bool first;
        lock (_gate)
        {
            if (_filling.WrittenCount + text.Length > LargestBacklog)
            {
                _dropped++;
                return;
            }

            first = _filling.WrittenCount == 0;
            _filling.Write(text);
            _filling.Write("\n"u8);
        }

        if (first)
            Wake();
    }

    void Wake()
    {
        lock (_some)
        {
            if (_some.CurrentCount == 0)
                _some.Release();
        }
    }

    async Task WriteAsync()
    {
        while (true)
        {
            await _some.WaitAsync();
            if (!Volatile.Read(ref _closed))
                await Task.Delay(Gathering, TimeProvider.System);
            ArrayBufferWriter<byte> ready;
            long dropped;
            bool closed;
            lock (_gate)
            {
                (ready, _filling, _emptied) = (_filling, _emptied, _filling);
                (dropped, _dropped) = (_dropped, 0);
                closed = _closed;
            }

            if (dropped > 0)
            {
                ready.Write(Line(LogLevel.Warning, "Sluice.Log", $"{dropped} log lines were dropped: standard output does not take them fast enough", null).Span);
                ready.Write("\n"u8);
            }

            if (ready.WrittenCount > 0)
            {
                await _output.WriteAsync(ready.WrittenMemory);
                await _output.FlushAsync();
                // A burst's memory is not kept for ever.
                if (ready.Capacity > 1 << 20)
                    _emptied = new ArrayBufferWriter<byte>(4096);
                else
                    ready.ResetWrittenCount();
            }
            else if (closed)
            {
                return;
            }

            if (closed)
                Wake();
        }
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
    static string AsText(ReadOnlySpan<byte> line)
    {
        var text = new StringBuilder(256);
        using var json = JsonDocument.Parse(line.ToArray());
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

    public void Dispose() => Close();

    public async ValueTask DisposeAsync()
    {
        Close();
        await _writing;
        _some.Dispose();
    }

    void Close()
    {
        lock (_gate)
            _closed = true;
        Wake();
    }

    sealed class Logger(LogWriter writer, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= writer._options.Level && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                writer.Enqueue(writer.Line(logLevel, category, formatter(state, exception), exception).Span);
        }
    }
}
