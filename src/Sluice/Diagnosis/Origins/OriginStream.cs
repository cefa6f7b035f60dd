using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sluice.Diagnosis.Origins;

/// <summary>Sends one stream as it was asked for.</summary>
internal sealed class OriginStream(HttpContext http, OriginCall call, TimeProvider time, long began)
{
    static readonly TimeSpan BeforeReset = TimeSpan.FromMilliseconds(100);

    readonly OriginRequest _request = call.Request;
    readonly OriginPadding _padding = new(call.Dialect, call.Run.Aggregate(17, (hash, c) => unchecked((hash * 31) + c)), call.Request.Repetitive);
    readonly CancellationToken _gone = http.RequestAborted;

    public async Task RunAsync()
    {
        await PauseAsync(_request.Head);
        if (!call.Streamed)
        {
            await WholeAsync();
            return;
        }

        var raw = http.Features.Get<IRawAnswerFeature>();
        var wantsRaw = _request.Framing is OriginFraming.Close or OriginFraming.Http10 && HttpProtocol.IsHttp11(http.Request.Protocol);
        if (wantsRaw && raw is null)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsync($"sluice origin: framing={_request.Framing.ToString().ToLowerInvariant()} needs an origin on an address of its own: run 'sluice origin'\n", _gone);
            return;
        }

        using var encoder = Encoder();
        await SendAsync(wantsRaw ? new RawAnswer(http, raw!, _request.Framing == OriginFraming.Http10) : new ServerAnswer(http), encoder);
    }

    async Task SendAsync(OriginAnswer answer, OriginEncoder? encoder)
    {
        await answer.StartAsync(Head(encoder), _gone);
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        await PauseAsync(_request.First);
        var (number, count) = (0, _request.Plan.Count);
        foreach (var segment in _request.Plan.Segments)
        {
            for (var i = 0; i < segment.Count; i++, number++)
            {
                if (number > 0 && i % segment.Burst == 0)
                    await PauseAsync(segment.Interval);
                if (_request.Silence > TimeSpan.Zero && number == _request.SilenceAt)
                    await PauseAsync(_request.Silence);
                if (_request.Cut != OriginCut.None && number >= _request.CutAt)
                {
                    await CutAsync(answer, encoder, segment.Bytes, number, count);
                    return;
                }

                await WriteAsync(answer, encoder, Frame(number, count, segment.Bytes));
            }
        }

        if (encoder?.Finish() is { Length: > 0 } rest)
            await answer.WriteAsync(rest, _gone);
    }

    async ValueTask WriteAsync(OriginAnswer answer, OriginEncoder? encoder, byte[] frame)
    {
        var bytes = encoder is null ? frame : encoder.Encode(frame);
        if (bytes.Length > 0)
            await answer.WriteAsync(bytes, _gone);
    }

    async Task CutAsync(OriginAnswer answer, OriginEncoder? encoder, int bytes, int number, int count)
    {
        if (_request.Cut == OriginCut.Event)
            await WriteAsync(answer, encoder, Frame(number, count, bytes)[..(bytes / 2)]);
        switch (_request.Cut)
        {
            case OriginCut.Clean:
                if (encoder?.Finish() is { Length: > 0 } rest)
                    await answer.WriteAsync(rest, _gone);
                return;
            case OriginCut.Reset:
                await PauseAsync(BeforeReset);
                http.Abort();
                return;
            default:
                answer.LeaveIncomplete();
                return;
        }
    }

    async Task WholeAsync()
    {
        var text = new OriginStamp(call.Run, 0, 1, time.GetElapsedTime(began)).ToString();
        http.Response.ContentType = "application/json";
        http.Response.Headers[OriginStamp.Header] = call.Run;
        await http.Response.WriteAsync(call.Dialect.Whole(text, _request.Plan.Count) ?? text, _gone);
    }

    byte[] Frame(int number, int count, int bytes)
    {
        var frame = _padding.Event(new OriginStamp(call.Run, number, count, time.GetElapsedTime(began)), bytes);
        if (number == 0 && call.Dialect.Prologue is { Length: > 0 } prologue)
            frame = [.. Encoding.UTF8.GetBytes(prologue), .. frame];
        if (number == count - 1 && call.Dialect.Epilogue(count) is { Length: > 0 } epilogue)
            frame = [.. frame, .. Encoding.UTF8.GetBytes(epilogue)];
        return frame;
    }

    OriginHead Head(OriginEncoder? encoder)
    {
        var headers = new List<KeyValuePair<string, string>>
        {
            new("Server", "sluice-origin"),
            new(OriginStamp.Header, string.Create(CultureInfo.InvariantCulture, $"1; run={call.Run}; events={_request.Plan.Count}; head={(long)time.GetElapsedTime(began).TotalMicroseconds}")),
            new("Cache-Control", _request.AntiBuffering.HasFlag(AntiBuffering.NoTransform) ? "no-cache, no-transform" : "no-cache"),
        };
        if (_request.AntiBuffering.HasFlag(AntiBuffering.Accel))
            headers.Add(new("X-Accel-Buffering", "no"));
        if (encoder is not null)
        {
            headers.Add(new("Content-Encoding", _request.Compression!));
            headers.Add(new("Vary", "Accept-Encoding"));
        }

        return new(call.Dialect.ContentType, headers, Length(encoder));
    }

    long? Length(OriginEncoder? encoder)
    {
        if (_request.Framing != OriginFraming.Length || encoder is not null)
            return null;
        var (length, number, count) = (0L, 0, _request.Plan.Count);
        foreach (var segment in _request.Plan.Segments)
        {
            for (var i = 0; i < segment.Count; i++)
                length += _padding.Length(new OriginStamp(call.Run, number++, count, TimeSpan.Zero), segment.Bytes);
        }

        return length + Encoding.UTF8.GetByteCount(call.Dialect.Prologue) + Encoding.UTF8.GetByteCount(call.Dialect.Epilogue(count));
    }

    OriginEncoder? Encoder() =>
        _request.Compression is { } coding && http.Request.Headers.AcceptEncoding.ToString().Contains(coding, StringComparison.OrdinalIgnoreCase)
            ? new OriginEncoder(coding, _request.Flushed)
            : null;

    async ValueTask PauseAsync(TimeSpan pause)
    {
        if (pause > TimeSpan.Zero)
            await Task.Delay(pause, time, _gone);
    }
}
