namespace Sluice.Testing;

/// <summary>What an answer says before its body: status, fields and framing.</summary>
internal sealed record ResponseHead(int Status, HeaderList Headers)
{
    public ResponseFraming Framing { get; init; } = ResponseFraming.Chunked;
    public long ContentLength { get; init; }
    public bool Http10 { get; init; }
}
