using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sluice.Testing;
using Sluice.Upstream;
using Sluice.Upstream.Http1;

namespace Sluice.Tests.Upstream.Http1;

/// <summary>A pool of real connections to a scripted upstream, on a clock of the test's own.</summary>
sealed class PoolBed : IAsyncDisposable
{
    static readonly X509Certificate2 Certificate = TestCertificate.Create();

    public PoolBed(bool tls = false, ScriptedUpstreamOptions? options = null)
    {
        Upstream = tls ? ScriptedUpstream.StartTls(Certificate, options) : ScriptedUpstream.Start(options);
        RemoteCertificateValidationCallback ours = (_, given, _, _) => given?.GetCertHashString() == Certificate.GetCertHashString();
        Pool = new Http1Pool(Upstream.BaseAddress, null, ours, Time);
    }

    public ScriptedUpstream Upstream { get; }

    public ManualTimeProvider Time { get; } = new();

    public Http1Pool Pool { get; }

    public static Http1Request Request(string method = "POST", byte[]? body = null) =>
        new(method, "/v1/chat/completions", "upstream", [], method == "POST" ? new SplicedBody(body ?? "{}"u8.ToArray(), []) : null);

    /// <summary>Sends a request, and hands its answer over unread.</summary>
    public async Task<UpstreamAnswer> SendAsync(Http1Request? request = null, CancellationToken cancellation = default)
    {
        var connection = await Pool.TakeAsync(cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        return await connection.ExchangeAsync(Pool, request ?? Request(), cancellation).WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
    }

    /// <summary>Sends a request, reads its answer to the end and lets go of it, as an exchange does.</summary>
    public async Task<string> ExchangeAsync(Http1Request? request = null)
    {
        var answer = await SendAsync(request);
        var text = await ReadAsync(answer);
        answer.Release();
        return text;
    }

    /// <summary>Reads an answer to its end.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="whole">Whether nothing is taken before everything is there.</param>
    public static async Task<string> ReadAsync(UpstreamAnswer answer, bool whole = false)
    {
        var text = new StringBuilder();
        while (true)
        {
            var read = await answer.Body.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            if (whole && !read.IsCompleted)
            {
                answer.Body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            text.Append(Encoding.Latin1.GetString(read.Buffer));
            answer.Body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return text.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Pool.Dispose();
        await Upstream.DisposeAsync();
    }
}
