using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Sluice.Diagnosis.Origins;

/// <summary>Prepares a Kestrel address for a <see cref="ReferenceOrigin"/>.</summary>
public static class OriginListenOptionsExtensions
{
    static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0"u8;

    /// <summary>
    /// Lets the origin choose the framing of HTTP/1.x answers freely, and takes HTTP/2 without TLS on the same port. Call it behind
    /// <c>UseHttps</c> where the address is encrypted.
    /// </summary>
    public static ListenOptions UseOriginFraming(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        listen.Use(next => async connection =>
        {
            if (connection.Features.Get<ITlsConnectionFeature>() is null && await BeginsWithPrefaceAsync(connection.Transport.Input, connection.ConnectionClosed))
                SpeakHttp2(connection);
            else if (connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol.Span.SequenceEqual("h2"u8) is not true)
                TakeOver(connection);
            await next(connection);
        });
        return listen;
    }

    static void SpeakHttp2(ConnectionContext connection)
    {
        var feature = new Http2WithoutTls();
        connection.Features.Set<ITlsApplicationProtocolFeature>(feature);
        connection.Features.Set<ITlsConnectionFeature>(feature);
    }

    static void TakeOver(ConnectionContext connection)
    {
        var raw = new RawAnswerTransport(connection.Transport);
        connection.Transport = raw;
        connection.Features.Set<IRawAnswerFeature>(raw);
    }

    static async ValueTask<bool> BeginsWithPrefaceAsync(PipeReader input, CancellationToken closed)
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await input.ReadAsync(closed);
            }
            catch (Exception fault) when (fault is OperationCanceledException or IOException)
            {
                // Gone before it said a word: the server finds the same and closes.
                return false;
            }

            var known = Math.Min(read.Buffer.Length, Preface.Length);
            var differs = !Begins(read.Buffer.Slice(0, known));
            var decided = differs || known == Preface.Length || read.IsCompleted;
            // Nothing is consumed: the server reads the same bytes again. Examined only while more are needed.
            input.AdvanceTo(read.Buffer.Start, decided ? read.Buffer.Start : read.Buffer.End);
            if (decided)
                return !differs && known == Preface.Length;
        }
    }

    static bool Begins(ReadOnlySequence<byte> bytes)
    {
        Span<byte> head = stackalloc byte[Preface.Length];
        bytes.CopyTo(head);
        return Preface.StartsWith(head[..(int)bytes.Length]);
    }

    /// <summary>What makes the server speak HTTP/2 from the first byte, as ALPN would: it listens to ALPN only where there is TLS.</summary>
    sealed class Http2WithoutTls : ITlsApplicationProtocolFeature, ITlsConnectionFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol => SslApplicationProtocol.Http2.Protocol;

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
