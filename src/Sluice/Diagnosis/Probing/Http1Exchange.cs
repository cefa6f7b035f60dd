using System.Net.Security;
using System.Runtime.InteropServices;

namespace Sluice.Diagnosis.Probing;

/// <summary>HTTP/1.1 on a bare connection: every read is stamped before anything is made of it.</summary>
internal sealed class Http1Exchange(ProbeTarget target, ProbeRequest request, Recorder recorder, TimeProvider time) : ProbeExchange(target, recorder, time)
{
    readonly Recorder _recorder = recorder;

    public override async Task<AnswerEnd> RunAsync(CancellationToken cancellationToken)
    {
        await using var stream = await ConnectAsync(SslApplicationProtocol.Http11, cancellationToken);
        Sent();
        await stream.WriteAsync(request.ToHttp11(), cancellationToken);
        var reader = new Http1Reader();
        var (buffer, body, wire) = (new byte[256 << 10], new List<byte>(), 0L);
        while (!reader.Done)
        {
            var length = await stream.ReadAsync(buffer, cancellationToken);
            var at = Elapsed;
            if (length == 0)
                return !HasHead ? throw new IOException("the connection was closed before an answer") : reader.MayClose ? AnswerEnd.Complete : AnswerEnd.Incomplete;
            wire += length;
            body.Clear();
            reader.Take(buffer.AsSpan(0, length), body);
            if (reader.HasHead && !HasHead)
            {
                HasHead = true;
                _recorder.Head(at, reader.Status, reader.Version, [.. reader.Headers], reader.Framing, reader.HeadBytes);
            }

            if (HasHead)
                _recorder.Read(at, wire, CollectionsMarshal.AsSpan(body));
        }

        return AnswerEnd.Complete;
    }
}
