using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Sluice.Upstream.Http1;

/// <summary>One request as bytes: its head, and with it a body that is small enough to leave in the same segment.</summary>
sealed class Http1Request
{
    /// <summary>Largest body that is copied behind its head, so that both leave in one send.</summary>
    const int Joined = 16 << 10;

    static readonly SearchValues<char> Forbidden = SearchValues.Create("\r\n\0");

    readonly SplicedBody? _body;
    readonly bool _joined;
    byte[] _bytes;
    int _length;

    /// <summary>Writes the request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">Path and query, canonical.</param>
    /// <param name="host">The Host header.</param>
    /// <param name="headers">All other headers, without those of the framing.</param>
    /// <param name="body">The body, or null for none.</param>
    /// <exception cref="HttpRequestException">A header holds a line break.</exception>
    public Http1Request(string method, string target, string host, List<KeyValuePair<string, string>> headers, SplicedBody? body)
    {
        _body = body;
        _joined = body is { Length: <= Joined };
        HeadOnly = method == "HEAD";
        _bytes = ArrayPool<byte>.Shared.Rent(1024 + (_joined ? body!.Length : 0));
        Add(method);
        Add(" ");
        Add(target);
        Add(" HTTP/1.1\r\nHost: ");
        Add(host);
        foreach (var (name, value) in headers)
        {
            if (value.AsSpan().ContainsAny(Forbidden))
                throw new HttpRequestException(HttpRequestError.Unknown, $"the header {name} holds a line break");
            Add("\r\n");
            Add(name);
            Add(": ");
            Add(value);
        }

        if (body is not null)
        {
            Add("\r\nContent-Length: ");
            Ensure(16);
            Utf8Formatter.TryFormat(body.Length, _bytes.AsSpan(_length), out var digits);
            _length += digits;
        }

        Add("\r\n\r\n");
        if (!_joined)
            return;
        Ensure(body!.Length);
        body.CopyTo(_bytes.AsSpan(_length));
        _length += body.Length;
    }

    /// <summary>Whether the answer has no body whatever its head says.</summary>
    public bool HeadOnly { get; }

    /// <summary>Writes everything, and gives back what was rented.</summary>
    public async Task WriteAsync(Func<ReadOnlyMemory<byte>, ValueTask> write)
    {
        try
        {
            await write(_bytes.AsMemory(0, _length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }

        if (_joined)
            _body!.Written();
        else if (_body is not null)
            await _body.WriteAsync(write);
    }

    void Add(string text)
    {
        Ensure(text.Length * 3);
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    void Ensure(int more)
    {
        if (_bytes.Length - _length >= more)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + more));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
