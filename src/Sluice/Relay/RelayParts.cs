using System.Buffers;
using System.IO.Pipelines;

namespace Sluice.Relay;

/// <summary>Chooses how a body is read and written once its first bytes, or its end, are there: labels lie often enough.</summary>
public interface IRelayPlan
{
    /// <summary>Makes the parts of the relay.</summary>
    /// <param name="upstream">The pipe that the bytes are in; nothing of it is consumed.</param>
    /// <param name="first">The first bytes; empty where the body is.</param>
    /// <param name="completed">Whether the body ends with them.</param>
    /// <returns>Null where the first bytes are too few to tell. The parts; another pipe in them means that the bytes have to be decoded first, and the plan is asked again with the decoded ones.</returns>
    RelayParts? Choose(PipeReader upstream, in ReadOnlySequence<byte> first, bool completed);

    /// <summary>Content has gone downstream: what another attempt would have needed can go. Called once.</summary>
    void Committed()
    {
    }
}

/// <summary>What a relay works with.</summary>
/// <param name="Upstream">Where bytes come from.</param>
/// <param name="Encoder">What is written for them.</param>
/// <param name="Scanner">Where frames end.</param>
/// <param name="Inspector">What frames mean.</param>
public sealed record RelayParts(PipeReader Upstream, StreamEncoder Encoder, FrameScanner Scanner, FrameInspector Inspector);

/// <summary>What a relay needs to know of the route and the dialect.</summary>
/// <param name="TerminatorRequired">Whether only the terminal event completes a stream.</param>
/// <param name="LargestFrame">Largest frame passed on, in bytes.</param>
/// <param name="KeptError">Largest error frame that is kept to be read before it is passed on, in bytes.</param>
public sealed record RelayOptions(bool TerminatorRequired, long LargestFrame, int KeptError = 64 << 10);

/// <summary>How a relay ended.</summary>
/// <param name="End">Why.</param>
/// <param name="Committed">Whether content has gone downstream: no attempt may follow.</param>
/// <param name="MidFrame">Whether the last bytes sent are an unfinished frame, which has to be closed before anything is added.</param>
/// <param name="ErrorSent">Whether the upstream's own error frame, in a shape that the client knows, has already gone downstream.</param>
/// <param name="TerminalSent">Whether the dialect's terminal event has gone downstream.</param>
/// <param name="UpstreamOpen">Whether the upstream has not ended its side yet.</param>
/// <param name="Fault">What the transport said, where it said something.</param>
public readonly record struct RelayResult(
    EndOfStream End, bool Committed, bool MidFrame, bool ErrorSent, bool TerminalSent, bool UpstreamOpen, Exception? Fault);
