namespace Sluice.Testing;

/// <summary>What one read brought.</summary>
/// <param name="At">Right after the read returned, see <see cref="Clock.Stamp"/>.</param>
/// <param name="Position">Bytes before it in the same recording.</param>
/// <param name="Length">How many bytes it brought.</param>
/// <param name="Bytes">The bytes; empty where the recording keeps none.</param>
public readonly record struct RecordedRead(TimeSpan At, long Position, int Length, ReadOnlyMemory<byte> Bytes);
