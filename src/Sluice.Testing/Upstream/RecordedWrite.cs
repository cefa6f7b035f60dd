namespace Sluice.Testing;

/// <summary>One write of a scripted answer.</summary>
/// <param name="At">Right before the bytes were handed to the socket, see <see cref="Clock.Stamp"/>.</param>
/// <param name="Length">Body bytes, without framing.</param>
public readonly record struct RecordedWrite(TimeSpan At, int Length);
