using System.Text;

namespace Sluice.Testing;

/// <summary>
/// An answer, step by step: what is sent, in which pieces, after which waits, and how it ends, rightly or wrongly.
/// A script is data: it may answer any number of requests, at the same time too, once nothing is added to it any more.
/// </summary>
/// <remarks>
/// Without a <see cref="Head"/> the first write sends status 200 and <c>text/event-stream</c>. Without an ending step the answer ends
/// properly after its last step. A script of raw bytes alone gets neither head nor end: it writes both itself.
/// </remarks>
public sealed partial class ResponseScript
{
    readonly List<ScriptStep> _steps = [];
    ResponseHead? _head;
    ResponseFraming _framing;
    long _contentLength;
    bool _http10;

    internal IReadOnlyList<ScriptStep> Steps => _steps;

    /// <summary>Sends status and fields at once, in a send of their own. The framing field is added where it is not given.</summary>
    /// <exception cref="InvalidOperationException">The script has a head already.</exception>
    public ResponseScript Head(int status, params (string Name, string Value)[] headers)
    {
        if (_head is not null)
            throw new InvalidOperationException(
                $"The script has a head already (status {_head.Status}); an interim answer is sent with Raw.");
        _head = new(status, new(headers));
        return Add(new HeadStep(() => _head with { Framing = _framing, ContentLength = _contentLength, Http10 = _http10 }));
    }

    /// <summary>
    /// Frames the body with this Content-Length; nothing checks that the writes add up to it. HTTP/2 sends the field too.
    /// </summary>
    public ResponseScript ContentLength(long length) => Framed(ResponseFraming.ContentLength, length);

    /// <summary>Frames the body by the end of the connection alone.</summary>
    public ResponseScript CloseDelimited() => Framed(ResponseFraming.CloseDelimited);

    /// <summary>Answers with an HTTP/1.0 status line and a close-delimited body.</summary>
    public ResponseScript Http10()
    {
        _http10 = true;
        return Framed(ResponseFraming.CloseDelimited);
    }

    /// <summary>Sends bytes past all framing, in one send. Not on HTTP/2.</summary>
    public ResponseScript Raw(ReadOnlyMemory<byte> bytes) => Add(new RawStep(bytes));

    /// <summary>Sends text as UTF-8 past all framing, in one send. Not on HTTP/2.</summary>
    public ResponseScript Raw(string text) => Raw(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends body bytes: one write is one chunk is one send.</summary>
    public ResponseScript Write(ReadOnlyMemory<byte> bytes) => Add(new WriteStep(bytes));

    /// <summary>Sends text as UTF-8: one write is one chunk is one send.</summary>
    public ResponseScript Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Waits on the upstream's clock.</summary>
    public ResponseScript Pause(TimeSpan duration) => Add(new PauseStep(duration));

    /// <summary>Waits until this long after the request arrived, and not at all when that has passed: no drift over many waits.</summary>
    public ResponseScript PauseUntil(TimeSpan sinceRequest) => Add(new UntilStep(sinceRequest));

    /// <summary>Waits for a task of the test. A fault of that task is a fault of the script.</summary>
    public ResponseScript WaitFor(Task task) => Add(new WaitStep(task.WaitAsync));

    /// <summary>Waits until the test releases the gate.</summary>
    public ResponseScript WaitFor(StepGate gate) => Add(new WaitStep(gate.PassAsync));

    /// <summary>Sends nothing more until the peer has gone or the upstream is disposed.</summary>
    public ResponseScript Stall() => Add(new StallStep());

    /// <summary>
    /// Closes the sending side in order, but without the final chunk or the missing bytes: a truncated answer.
    /// As the first step it closes without an answer. HTTP/2 has END_STREAM only, so there it equals <see cref="End"/>.
    /// </summary>
    public ResponseScript Fin() => Add(new FinStep());

    /// <summary>
    /// Resets: RST on HTTP/1.1, RST_STREAM with the code on HTTP/2 (default 2, INTERNAL_ERROR; 7 REFUSED_STREAM, 8 CANCEL).
    /// </summary>
    public ResponseScript Reset(int http2ErrorCode = 2) => Add(new ResetStep(http2ErrorCode));

    /// <summary>Ends the message properly; the connection stays open where framing and headers allow it.</summary>
    public ResponseScript End(params (string Name, string Value)[] trailers) => Add(new EndStep(new(trailers)));

    internal ResponseScript Add(ScriptStep step)
    {
        _steps.Add(step);
        return this;
    }

    ResponseScript Framed(ResponseFraming framing, long length = 0)
    {
        _framing = framing;
        _contentLength = length;
        return this;
    }
}
