using System.Text;

namespace Sluice.Testing;

/// <summary>One performance of a script: the answer to one request.</summary>
internal sealed class ScriptRun(RecordedRequest request, IResponseSink sink, TimeProvider time)
{
    static readonly HeaderList EventStream = new([("content-type", "text/event-stream")]);

    public TimeProvider Time => time;

    public RecordedRequest Request => request;

    /// <summary>Whether the answer was ended by a step, so that nothing may follow.</summary>
    public bool Ended { get; private set; }

    bool HeadSent { get; set; }

    bool RawSent { get; set; }

    public async Task PerformAsync(ResponseScript script, CancellationToken cancellationToken)
    {
        foreach (var step in script.Steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await step.RunAsync(this, cancellationToken);
            if (Ended)
                return;
        }
        await EndAsync(HeaderList.Empty, cancellationToken);
    }

    public ValueTask HeadAsync(ResponseHead head, CancellationToken cancellationToken)
    {
        HeadSent = true;
        request.NoteHead(time.Stamp());
        return sink.HeadAsync(head, cancellationToken);
    }

    public ValueTask WriteAsync(string text, CancellationToken cancellationToken) =>
        WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!HeadSent)
            await HeadAsync(new(200, EventStream), cancellationToken);
        request.NoteWrite(time.Stamp(), bytes.Length);
        await sink.WriteAsync(bytes, cancellationToken);
        request.NoteWritten(bytes.Length);
    }

    public async ValueTask RawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        RawSent = true;
        request.NoteWrite(time.Stamp(), bytes.Length);
        await sink.RawAsync(bytes, cancellationToken);
        request.NoteWritten(bytes.Length);
    }

    public async ValueTask EndAsync(HeaderList trailers, CancellationToken cancellationToken)
    {
        Ended = true;
        // A script that only sends raw bytes has written its own head and its own end.
        if (RawSent && !HeadSent)
            return;
        if (!HeadSent)
            await HeadAsync(new(200, EventStream), cancellationToken);
        await sink.EndAsync(trailers, cancellationToken);
    }

    public ValueTask FinAsync(CancellationToken cancellationToken)
    {
        Ended = true;
        return sink.FinAsync(cancellationToken);
    }

    public ValueTask ResetAsync(int errorCode)
    {
        Ended = true;
        return sink.ResetAsync(errorCode);
    }
}
