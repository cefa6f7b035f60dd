using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Sluice.Testing;

/// <summary>One accepted connection: request, answer, request, answer, until one side ends it.</summary>
internal sealed class Http1Connection(Socket socket, int number, Playbook playbook, ScriptedUpstreamOptions options) : IDisposable
{
    static readonly byte[] Continue = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");
    readonly NetworkStream _plain = new(socket);
    PeerWatch? _watch;
    volatile bool _closing;

    /// <summary>Whether no request is being answered on it.</summary>
    public bool IsIdle { get; private set; } = true;

    public async Task RunAsync(SslServerAuthenticationOptions? tls)
    {
        var stream = tls is null ? (Stream)_plain : new SslStream(_plain);
        try
        {
            if (tls is not null)
                await ((SslStream)stream).AuthenticateAsServerAsync(tls);
            _watch = new(socket, stream, options.Time);
            if (_closing)
                return;
            var watching = _watch.RunAsync();
            try
            {
                await ServeAsync(stream, _watch);
            }
            finally
            {
                Dispose();
                await watching;
            }
        }
        catch (Exception e) when (IsEnding(e) && (_closing || _watch?.Ending.IsCompleted == true))
        {
            // One side has ended the connection, as the recorded requests say: the rest of the answer has no one to go to.
        }
        catch (Exception e)
        {
            playbook.NoteFault(e);
        }
        finally
        {
            Dispose();
            await stream.DisposeAsync();
            _watch?.Dispose();
        }
    }

    public void Dispose()
    {
        _closing = true;
        _watch?.EndedByScript();
        SocketClose.InOrder(socket);
        _plain.Dispose();
    }

    async Task ServeAsync(Stream stream, PeerWatch watch)
    {
        var reader = new Http1RequestReader(watch.Input);
        try
        {
            while (await ServeNextAsync(reader, stream, watch))
            {
            }
        }
        catch (MalformedRequestException e)
        {
            playbook.NoteFault(e);
            var answer = $"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n{e.Message}\n";
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), watch.Gone);
            watch.SendingEnded();
            socket.Shutdown(SocketShutdown.Send);
        }
        // The peer shall read all that was sent before the socket goes: closing with unread input would reset the connection.
        await watch.Ending;
    }

    async Task<bool> ServeNextAsync(Http1RequestReader reader, Stream stream, PeerWatch watch)
    {
        if (await reader.ReadHeadAsync(CancellationToken.None) is not { } lines)
            return false;
        IsIdle = false;
        var request = Parse(lines, watch);
        if (!options.AnswerBeforeBody)
        {
            if (options.SendContinue && request.Headers.HasToken("expect", "100-continue"))
                await stream.WriteAsync(Continue, watch.Gone);
            if (await reader.ReadBodyAsync(request.Headers, CancellationToken.None) is not var (body, trailers))
                return false;
            (request.Body, request.Trailers, request.BodyReceivedAt) = (body, trailers, options.Time.Stamp());
        }
        var sink = new Http1Sink(socket, stream, request, watch);
        await AnswerAsync(request, sink, watch);
        if (sink.KeepAlive && options.AnswerBeforeBody)
            await sink.FinAsync(watch.Gone);
        return sink.KeepAlive;
    }

    async Task AnswerAsync(RecordedRequest request, Http1Sink sink, PeerWatch watch)
    {
        try
        {
            await new ScriptRun(request, sink, options.Time).PerformAsync(playbook.Take(request), watch.Gone);
            // Idle before answered: a test that has seen the answer may close idle connections.
            IsIdle = true;
            request.NoteAnswered(AnswerEnding.Performed);
        }
        catch (Exception e) when (IsEnding(e) && (watch.Gone.IsCancellationRequested || e is IOException))
        {
            // A write may fail before the pending read has said why; what it says is what is recorded.
            await watch.Ending;
            request.NoteAnswered(_closing ? AnswerEnding.Disposed : AnswerEnding.PeerGone);
            throw;
        }
        catch (Exception e)
        {
            playbook.NoteFault(e);
            request.NoteAnswered(AnswerEnding.Faulted);
            await sink.ResetAsync(0);
        }
    }

    static bool IsEnding(Exception e) =>
        e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException;

    RecordedRequest Parse(IReadOnlyList<string> lines, PeerWatch watch)
    {
        var parts = lines[0].Split(' ');
        if (parts is not [var method, var target, "HTTP/1.1" or "HTTP/1.0"])
            throw new MalformedRequestException($"The request line is '{lines[0]}', where 'METHOD target HTTP/1.1' was expected.");
        return new(method, target, parts[2], Http1RequestReader.Fields(lines.Skip(1)), number, options.Time.Stamp(), watch.Ending);
    }
}
