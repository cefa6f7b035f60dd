namespace Sluice.Upstream.Http1;

/// <summary>Receives until the head of an answer is there, past the interim ones.</summary>
static class HeadReader
{
    /// <summary>Reads a head; what came behind it stays in the buffer.</summary>
    /// <exception cref="HttpRequestException">What came is no HTTP/1 answer, or its head is too large.</exception>
    /// <exception cref="EndOfStreamException">The connection ended in order, and not a byte had come.</exception>
    /// <exception cref="IOException">The connection ended before the head did.</exception>
    public static async ValueTask<AnswerHead> ReadAsync(IByteSource source, ReceiveBuffer buffer)
    {
        var seen = 0;
        var heard = false;
        while (true)
        {
            var end = AnswerHead.FindEnd(buffer.Raw, seen);
            if (end >= 0)
            {
                var head = AnswerHead.Read(buffer.Raw[..end]);
                buffer.Skip(end);
                // Interim answers (100, 103) come before the one that counts (RFC 9110, 15.2); 101 would be another protocol, which nobody asked for.
                if (head.Status >= 200)
                    return head;
                if (head.Status == 101)
                    throw new HttpRequestException(HttpRequestError.InvalidResponse, "the answer switches to another protocol");
                seen = 0;
                continue;
            }

            seen = buffer.Raw.Length;
            if (!AnswerHead.MayBe(buffer.Raw))
                throw new HttpRequestException(HttpRequestError.InvalidResponse, "what came is not HTTP/1");
            if (seen > AnswerHead.Largest)
                throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, $"the answer's head is larger than {AnswerHead.Largest} bytes");
            // Models think for seconds: nothing is held meanwhile.
            if (buffer.Rest())
                await source.ReceiveAsync(Memory<byte>.Empty);
            var count = await source.ReceiveAsync(buffer.Room());
            if (count == 0)
                throw heard ? new IOException("the connection ended within the answer's head") : new EndOfStreamException("the connection ended before the answer");
            heard = true;
            buffer.Received(count);
        }
    }
}
