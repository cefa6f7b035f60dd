namespace Sluice.Tests.Dialects;

/// <summary>Ways to cut bytes into reads.</summary>
static class Splits
{
    /// <summary>Two reads, cut at each place in turn.</summary>
    public static IEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> Everywhere(byte[] bytes)
    {
        for (var at = 1; at < bytes.Length; at++)
            yield return [bytes.AsMemory(0, at), bytes.AsMemory(at)];
    }

    /// <summary>Every byte a read of its own.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> ByteByByte(byte[] bytes) =>
        [.. Enumerable.Range(0, bytes.Length).Select(i => (ReadOnlyMemory<byte>)bytes.AsMemory(i, 1))];

    /// <summary>Reads of random lengths, of which short ones are as likely as long ones.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> AtRandom(byte[] bytes, Random random)
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, 1 + random.Next(1 << random.Next(1, 12)));
            pieces.Add(bytes.AsMemory(at, length));
            at += length;
        }

        return pieces;
    }
}
