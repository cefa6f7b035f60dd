namespace Sluice.Testing;

/// <summary>Why a script stopped answering.</summary>
public enum AnswerEnding
{
    /// <summary>It reached its end, which may be a scripted truncation or reset.</summary>
    Performed,

    /// <summary>The peer went away first.</summary>
    PeerGone,

    /// <summary>The upstream was disposed first.</summary>
    Disposed,

    /// <summary>The script itself failed; see <see cref="IScriptedUpstream.Faults"/>.</summary>
    Faulted,
}
