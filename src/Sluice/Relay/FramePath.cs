using System.Buffers;
using System.IO.Pipelines;

namespace Sluice.Relay;

/// <summary>
/// The way of bytes from one read of the upstream to the client's writer: forwarded first where they may be, understood frame by frame,
/// held back while fallback is still open. Synchronous; the relay around it reads, waits and flushes.
/// </summary>
/// <remarks>
/// Cursors over the bytes that are still in the upstream pipe: <c>_forwarded</c> have left, <c>_scanned</c> were shown to the scanner,
/// and the unfinished frame starts at <c>_frameStart</c>: 0, except before the first content event, when the frames in front of it wait too.
/// </remarks>
sealed class FramePath(IDownstream downstream, RelayParts parts, StreamClocks clocks, IStreamObserver observer, RelayOptions options)
{
    /// <summary>A half frame larger than this is no longer kept for the inspector: its head has been read, its bytes go on.</summary>
    const int KeptFrame = 1 << 20;

    /// <summary>A prologue (role, pings, created) larger than this is sent without waiting for content.</summary>
    const int KeptPrologue = 256 << 10;

    readonly PipeWriter _writer = downstream.Writer;
    readonly FrameInspector _inspector = parts.Inspector;
    List<long>? _waiting;
    long _waitingEvents;
    long _forwarded;
    long _scanned;
    long _frameStart;
    long _frameLength;
    FrameFacts _seen;
    FrameFacts _headFacts;
    bool _blind;
    bool _held;
    bool _released;
    bool _written;
    bool _cut;
    byte[]? _scratch;

    /// <summary>Whether content has gone downstream.</summary>
    public bool Committed { get; private set; }

    /// <summary>Whether nothing more is to be read: the terminal event or an error came.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Whether one frame grew past the limit.</summary>
    public bool FrameTooLarge { get; private set; }

    /// <summary>Frames with an event that went downstream.</summary>
    public long Events { get; private set; }

    /// <summary>Whether the gateway may add bytes of its own here.</summary>
    public bool AtBoundary => _frameLength == 0;

    /// <summary>Whether the client has been sent a part of a frame and not its end.</summary>
    public bool MidFrame => _cut || _forwarded > _frameStart || (Committed && _blind);

    /// <summary>Whether the client already has the upstream's own error frame, in a shape that it knows.</summary>
    public bool ErrorSent => (_seen & FrameFacts.Error) != 0 && (_seen & FrameFacts.ForeignError) == 0 && Committed;

    /// <summary>Whether the dialect's terminal event has gone downstream.</summary>
    public bool TerminalSent => (_seen & FrameFacts.Terminal) != 0 && (_seen & FrameFacts.ForeignError) == 0 && Committed;

    /// <summary>The easy case, first: content is flowing and nothing looks like an error, so bytes leave as they are.</summary>
    public bool TryForward(in ReadOnlySequence<byte> buffer)
    {
        if (!Committed || _held || !parts.Encoder.ForwardsBytes)
            return false;
        var fresh = buffer.Slice(_forwarded);
        if ((!_released || parts.Encoder.NeedsWholeFrames) && (!LeaveWhole(fresh) || MayHoldError(fresh, atFrameStart: _forwarded == 0)))
            return false;
        Write(fresh);
        _written = false;
        _forwarded = buffer.Length;
        return true;
    }

    /// <summary>Walks over the frames that the new bytes complete, and writes them where they have not been forwarded.</summary>
    /// <returns>The start of what has to stay in the pipe.</returns>
    public SequencePosition Walk(in ReadOnlySequence<byte> buffer, long now, bool forwarded)
    {
        while (!Stopped && _scanned < buffer.Length)
        {
            var span = buffer.Slice(_scanned).FirstSpan;
            var end = parts.Scanner.FindEnd(span);
            var taken = end < 0 ? span.Length : end;
            _scanned += taken;
            _frameLength += taken;
            if (end >= 0)
                CompleteFrame(buffer, now, forwarded);
        }

        if (!Stopped && _frameLength > options.LargestFrame)
            Refuse();
        if (!Stopped && !forwarded)
            OnTail(buffer, now);
        var keep = Committed || Stopped ? _frameStart : 0;
        if (!Stopped && Committed && _scanned - _frameStart > KeptFrame)
            keep += GoBlind(buffer.Slice(_frameStart));
        // Every cursor is relative to the start of what stays.
        _forwarded = Math.Max(0, _forwarded - keep);
        _scanned = Math.Max(0, _scanned - keep);
        _frameStart = Math.Max(0, _frameStart - keep);
        return buffer.GetPosition(keep);
    }

    /// <summary>The upstream has ended its side: understands what is left without an end, and says how the stream ended.</summary>
    public EndOfStream End(in ReadOnlySequence<byte> buffer, long now)
    {
        if (!Stopped && _frameLength > 0)
        {
            // The last frame may lack its empty line: providers end like that, and client decoders accept it.
            var tail = buffer.Slice(_frameStart);
            var facts = _blind ? _headFacts : _inspector.Inspect(Contiguous(tail));
            // A cut frame completes nothing, and an error in it is said by us, in full.
            if ((facts & (FrameFacts.Terminal | FrameFacts.Error)) != 0 && (_blind || !_inspector.IsWhole(Contiguous(tail))))
                _seen |= facts & FrameFacts.Error | FrameFacts.ForeignError;
            else if ((facts & (FrameFacts.Terminal | FrameFacts.Error)) != 0 || EndCompletes)
            {
                var forwarded = Committed && _forwarded >= _frameStart + tail.Length;
                _scanned = buffer.Length;
                OnFrame(buffer, facts, now, forwarded);
            }
        }

        var end = Verdict();
        if (end == EndOfStream.Completed && !Committed)
            Commit(buffer.Slice(0, _frameStart), now);
        return end;
    }

    bool EndCompletes => _inspector.EndCompletes || (_inspector.Finished && !options.TerminatorRequired);

    /// <summary>How the stream ended, as far as the frames say.</summary>
    public EndOfStream Verdict()
    {
        if ((_seen & FrameFacts.Error) != 0)
            return EndOfStream.UpstreamError;
        if ((_seen & FrameFacts.Terminal) != 0)
            return Committed ? EndOfStream.Completed : EndOfStream.Truncated;
        if (EndCompletes)
            return EndOfStream.Completed;
        return EndOfStream.Truncated;
    }

    /// <summary>Whether anything was written since the last call.</summary>
    public bool TakeWritten()
    {
        var written = _written;
        _written = false;
        return written;
    }

    /// <summary>Gives back what was rented.</summary>
    public void Release()
    {
        if (_scratch is not null)
            ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = null;
    }

    void CompleteFrame(in ReadOnlySequence<byte> buffer, long now, bool forwarded)
    {
        var facts = _blind ? _headFacts : _inspector.Inspect(Contiguous(buffer.Slice(_frameStart, _scanned - _frameStart)));
        OnFrame(buffer, facts, now, forwarded);
        _held = _released = _blind = false;
        _frameLength = 0;
    }

    void OnFrame(in ReadOnlySequence<byte> buffer, FrameFacts facts, long now, bool forwarded)
    {
        _seen |= facts;
        if ((facts & FrameFacts.Content) != 0)
            clocks.Content(now);
        if ((facts & (FrameFacts.Terminal | FrameFacts.Error)) != 0)
            Stopped = true;
        var suppressed = (facts & FrameFacts.Error) != 0 && (!Committed || ((facts & FrameFacts.ForeignError) != 0 && !forwarded));
        // The head of a large frame may have left before it could be known for what it is.
        _cut = suppressed && MidFrame;
        if (!Committed && !suppressed && Commits(facts))
            Commit(buffer.Slice(0, _frameStart), now);
        if (Committed && !forwarded && !suppressed)
            WriteFrame(buffer);
        else if (!Committed && !Stopped)
            (_waiting ??= []).Add(_scanned - _frameStart);
        if ((facts & FrameFacts.Event) != 0)
            _ = Committed ? Events++ : _waitingEvents++;
        _frameStart = _scanned;
        observer.OnFrame(facts, _frameLength, now);
    }

    /// <summary>Content closes the door for fallback; so does a stream that is complete without any.</summary>
    bool Commits(FrameFacts facts) =>
        (facts & (FrameFacts.Content | FrameFacts.Finish)) != 0 || ((facts & FrameFacts.Terminal) != 0 && _inspector.Finished);

    /// <summary>Opens the client's side and writes the frames that waited for it.</summary>
    void Commit(in ReadOnlySequence<byte> waiting, long now)
    {
        if (!downstream.Begun)
            downstream.Begin();
        Committed = _written = true;
        Events = _waitingEvents;
        clocks.Committed(now);
        if (parts.Encoder.ForwardsBytes && !Edits(waiting))
        {
            Write(waiting);
        }
        else if (_waiting is not null)
        {
            var at = 0L;
            foreach (var length in _waiting)
            {
                parts.Encoder.WriteFrame(Contiguous(waiting.Slice(at, length)), _writer);
                at += length;
            }
        }

        _forwarded = parts.Encoder.ForwardsBytes ? waiting.Length : _forwarded;
        _waiting = null;
    }

    /// <summary>Writes what a frame has not sent of itself yet.</summary>
    void WriteFrame(in ReadOnlySequence<byte> buffer)
    {
        var forwards = parts.Encoder.ForwardsBytes;
        var from = Math.Max(_forwarded, _frameStart);
        var rest = buffer.Slice(from, _scanned - from);
        if (_blind || (forwards && (from > _frameStart || !Edits(rest))))
            Write(rest);
        else
            parts.Encoder.WriteFrame(Contiguous(buffer.Slice(_frameStart, _scanned - _frameStart)), _writer);
        _written = true;
        if (forwards || _blind)
            _forwarded = _scanned;
    }

    /// <summary>A frame has begun and not ended: half an event is worth nothing to a client, so it waits for its end, unless it is large.</summary>
    void OnTail(in ReadOnlySequence<byte> buffer, long now)
    {
        var tail = buffer.Slice(_frameStart);
        var waits = tail.IsEmpty || (!_inspector.BytesAreContent && !MidFrame && tail.Length <= options.KeptError) || Holds(tail);
        if (Stopped)
            return;
        if (!Committed)
        {
            if (_inspector.BytesAreContent ? waits : buffer.Length <= KeptPrologue)
                return;
            if (_inspector.BytesAreContent)
                clocks.Content(now);
            Commit(buffer.Slice(0, _frameStart), now);
        }

        if (waits || !parts.Encoder.ForwardsBytes || parts.Encoder.NeedsWholeFrames)
            return;
        Write(buffer.Slice(Math.Max(_forwarded, _frameStart)));
        _forwarded = buffer.Length;
    }

    /// <summary>Whether the bytes end with a frame, as far as their last few tell, and none has to be changed; otherwise each frame is found first.</summary>
    bool LeaveWhole(in ReadOnlySequence<byte> fresh) =>
        _inspector.BytesAreContent || (fresh.IsSingleSegment && (fresh.FirstSpan.EndsWith("\n\n"u8) || fresh.FirstSpan.EndsWith("\r\n\r\n"u8))
            && !Edits(fresh));

    bool Edits(in ReadOnlySequence<byte> frames) => parts.Encoder is not PassthroughEncoder && parts.Encoder.Edits(Contiguous(frames));

    /// <summary>Whether a half frame is kept back because it may be an error; one that grows too large is judged by its head.</summary>
    bool Holds(in ReadOnlySequence<byte> tail)
    {
        _held = !_released && !MidFrame && MayHoldError(tail, atFrameStart: true);
        if (!_held || tail.Length <= options.KeptError)
            return _held;
        var facts = _inspector.Inspect(Contiguous(tail.Slice(0, options.KeptError)));
        if ((facts & FrameFacts.Error) != 0)
        {
            _seen |= facts | FrameFacts.ForeignError;
            return Stopped = true;
        }

        _released = true;
        return _held = false;
    }

    /// <summary>Lets go of a frame that is too large to keep.</summary>
    long GoBlind(in ReadOnlySequence<byte> tail)
    {
        if (!_blind)
        {
            _headFacts = _inspector.Inspect(Contiguous(tail.Slice(0, KeptFrame)));
            _blind = true;
        }

        Write(tail.Slice(Math.Max(0, _forwarded - _frameStart)));
        return tail.Length;
    }

    void Refuse()
    {
        FrameTooLarge = true;
        _seen |= FrameFacts.Error | FrameFacts.ForeignError;
        Stopped = true;
    }

    bool MayHoldError(in ReadOnlySequence<byte> fresh, bool atFrameStart)
    {
        // The mark of an error may straddle two segments.
        if (!_inspector.BytesAreContent && !fresh.IsSingleSegment)
            return true;
        if (fresh.IsSingleSegment)
            return _inspector.MayHoldError(fresh.FirstSpan, atFrameStart);
        foreach (var segment in fresh)
        {
            if (_inspector.MayHoldError(segment.Span, atFrameStart))
                return true;
            atFrameStart = false;
        }

        return false;
    }

    void Write(in ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
            _writer.Write(segment.Span);
        _written = true;
    }

    ReadOnlySpan<byte> Contiguous(in ReadOnlySequence<byte> frame)
    {
        if (frame.IsSingleSegment)
            return frame.FirstSpan;
        var length = (int)frame.Length;
        if (_scratch is null || _scratch.Length < length)
        {
            Release();
            _scratch = ArrayPool<byte>.Shared.Rent(length);
        }

        frame.CopyTo(_scratch);
        return _scratch.AsSpan(0, length);
    }
}
