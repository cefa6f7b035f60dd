using System.Text;
using Sluice.Diagnosis.Origins.Dialects;

namespace Sluice.Diagnosis.Origins;

/// <summary>Makes events of the wanted size. Padding is random letters, so that a compressor has to put out about six bits for each and fills its window in time.</summary>
internal sealed class OriginPadding(OriginDialect dialect, int seed, bool repetitive)
{
    const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    readonly Random _random = new(seed);

    /// <summary>How long <see cref="Event"/> will be.</summary>
    public int Length(OriginStamp stamp, int bytes) =>
        Math.Max(bytes, Encoding.UTF8.GetByteCount(dialect.Prefix(stamp.Number)) + stamp.ToString().Length + dialect.Suffix(stamp.Number).Length);

    /// <summary>One event with its stamp; never smaller than both need.</summary>
    public byte[] Event(OriginStamp stamp, int bytes)
    {
        var (prefix, mark, suffix) = (dialect.Prefix(stamp.Number), stamp.ToString(), dialect.Suffix(stamp.Number));
        var text = new StringBuilder(bytes + 32).Append(prefix);
        var padding = bytes - Encoding.UTF8.GetByteCount(prefix) - mark.Length - suffix.Length - 1;
        for (var i = 0; i < padding; i++)
            text.Append(repetitive ? 'x' : Letters[_random.Next(Letters.Length)]);
        if (padding >= 0)
            text.Append(' ');
        return Encoding.UTF8.GetBytes(text.Append(mark).Append(suffix).ToString());
    }
}
