using System.Net;
using System.Net.Sockets;
using Sluice.Testing;
using Sluice.Upstream.Http1;

namespace Sluice.Tests.Upstream.Http1;

/// <summary>One exchange on one connection, when something goes wrong at each place where it can.</summary>
public sealed class ConnectionTests
{
    /// <summary>More than both sides' socket buffers hold.</summary>
    static readonly byte[] Long = new byte[24 << 20];

    [Fact]
    public async Task A_refusal_of_a_long_request_is_read_although_the_request_was_not()
    {
        await using var bed = new PoolBed(options: new ScriptedUpstreamOptions { AnswerBeforeBody = true });
        bed.Upstream.Respond(script => script.Json(413, "too large"));

        var answer = await bed.SendAsync(PoolBed.Request(body: Long));

        Assert.Equal(413, answer.Status);
        Assert.Equal("too large", await PoolBed.ReadAsync(answer));
        answer.Release();
        await bed.Upstream.WaitForOpenConnectionsAsync(0);
        Assert.Equal("too large", await bed.ExchangeAsync());
        Assert.Equal(2, bed.Upstream.AcceptedConnections);
    }

    [Fact]
    public async Task A_stream_that_begins_before_the_request_was_read_flows()
    {
        await using var bed = new PoolBed(options: new ScriptedUpstreamOptions { AnswerBeforeBody = true });
        var gate = new StepGate();
        bed.Upstream.Respond(script => script.EventStream().Write("data: 1\n\n").WaitFor(gate).Write("data: 2\n\n").End());

        var answer = await bed.SendAsync(PoolBed.Request(body: Long));
        var first = await answer.Body.ReadAsync();
        answer.Body.AdvanceTo(first.Buffer.End);
        gate.Open();

        Assert.Equal("data: 2\n\n", await PoolBed.ReadAsync(answer));
        answer.Release();
        await bed.Upstream.WaitForOpenConnectionsAsync(0);
    }

    [Fact]
    public async Task A_request_that_was_not_read_before_the_close_may_go_out_again()
    {
        await using var bed = new PoolBed();
        bed.Upstream.Respond(script => script.Json(200, "good"));
        await bed.ExchangeAsync();
        await bed.Upstream.Requests[0].Answered;
        // The look at the connection comes first, the close then: what a keep-alive time does that ends as the request leaves.
        var connection = await bed.Pool.TakeAsync(default);
        bed.Upstream.CloseIdleConnections();
        await bed.Upstream.WaitForOpenConnectionsAsync(0);

        await Assert.ThrowsAsync<UnreadRequestException>(() => connection.ExchangeAsync(bed.Pool, PoolBed.Request(), default));

        Assert.Equal("good", await bed.ExchangeAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_was_read_before_the_end_is_not_sent_again(bool reset)
    {
        await using var bed = new PoolBed();
        bed.Upstream.RespondOnce(script => script.Json(200, "good"));
        bed.Upstream.RespondOnce(reset ? script => script.Reset() : script => script.Fin());
        await bed.ExchangeAsync();

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => bed.SendAsync());

        Assert.Equal(HttpRequestError.ResponseEnded, fault.HttpRequestError);
        Assert.Equal((1, 2), (bed.Upstream.AcceptedConnections, bed.Upstream.Requests.Count));
    }

    [Fact]
    public async Task A_new_connection_that_closes_without_an_answer_is_a_failure_and_not_an_old_one()
    {
        using var listener = SilentListener.Listening(IPAddress.Loopback);
        using var pool = PoolTo(listener);
        var connection = await pool.TakeAsync(default);
        (await listener.AcceptAsync()).Dispose();

        await Assert.ThrowsAsync<HttpRequestException>(() => connection.ExchangeAsync(pool, PoolBed.Request(), default));
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("handshake")]
    public async Task Cancelling_ends_the_way_to_a_connection(string phase)
    {
        using var listener = phase == "connect" ? await SilentListener.FilledAsync(IPAddress.Loopback) : SilentListener.Listening(IPAddress.Loopback);
        using var pool = PoolTo(listener, phase == "handshake" ? "https" : "http");
        using var attempt = new CancellationTokenSource();
        var taking = pool.TakeAsync(attempt.Token).AsTask();
        var accepted = phase == "handshake" ? await listener.AcceptAsync() : null;

        await attempt.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking.WaitAsync(TimeSpan.FromSeconds(30)));
        if (accepted is not null)
            await ClosesAsync(accepted);
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("handshake")]
    public async Task The_connect_limit_ends_the_way_to_a_connection(string phase)
    {
        using var listener = phase == "connect" ? await SilentListener.FilledAsync(IPAddress.Loopback) : SilentListener.Listening(IPAddress.Loopback);
        var time = new ManualTimeProvider();
        using var pool = PoolTo(listener, phase == "handshake" ? "https" : "http", TimeSpan.FromSeconds(5), time);
        var taking = pool.TakeAsync(default).AsTask();
        await time.WaitForTimersAsync();
        var accepted = phase == "handshake" ? await listener.AcceptAsync() : null;

        time.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking.WaitAsync(TimeSpan.FromSeconds(30)));
        if (accepted is not null)
            await ClosesAsync(accepted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_ends_a_request_while_it_is_sent_and_while_it_waits(bool sending)
    {
        using var listener = SilentListener.Listening(IPAddress.Loopback);
        using var pool = PoolTo(listener);
        using var attempt = new CancellationTokenSource();
        var connection = await pool.TakeAsync(attempt.Token);
        var answering = connection.ExchangeAsync(pool, PoolBed.Request(body: sending ? Long : null), attempt.Token);
        using var accepted = await listener.AcceptAsync();
        await accepted.ReceiveAsync(new byte[100]);

        await attempt.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering.WaitAsync(TimeSpan.FromSeconds(30)));
        await ClosesAsync(accepted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Aborting_from_elsewhere_ends_a_pending_read(bool tls)
    {
        await using var bed = new PoolBed(tls);
        bed.Upstream.Respond(script => script.EventStream().Write("data: 1\n\n").Stall());
        for (var i = 0; i < 20; i++)
        {
            var answer = await bed.SendAsync();
            var first = await answer.Body.ReadAsync();
            answer.Body.AdvanceTo(first.Buffer.End);
            var pending = answer.Body.ReadAsync().AsTask();

            await Task.WhenAll(Task.Run(answer.Abort), Task.Run(answer.Abort), Task.Run(answer.Release));

            await Assert.ThrowsAnyAsync<IOException>(() => pending.WaitAsync(TimeSpan.FromSeconds(30)));
        }

        await bed.Upstream.WaitForOpenConnectionsAsync(0);
        Assert.Equal(20, bed.Upstream.AcceptedConnections);
    }

    [Fact]
    public async Task Who_does_not_read_holds_the_upstream_back()
    {
        await using var bed = new PoolBed(options: new ScriptedUpstreamOptions { SendBuffer = 16 << 10 });
        bed.Upstream.Respond(script => script.EventStream().Flood(new byte[64 << 10]));
        var answer = await bed.SendAsync();
        var request = bed.Upstream.Requests[0];
        var before = -1L;
        while (before != request.BytesWritten)
        {
            before = request.BytesWritten;
            await Task.Delay(200);
        }

        Assert.InRange(before, 1, 32 << 20);
        answer.Abort();
        await bed.Upstream.WaitForOpenConnectionsAsync(0);
    }

    static Http1Pool PoolTo(SilentListener listener, string scheme = "http", TimeSpan? connect = null, TimeProvider? time = null) =>
        new(new Uri($"{scheme}://127.0.0.1:{listener.Port}"), connect, null, time ?? TimeProvider.System);

    static async Task ClosesAsync(Socket accepted)
    {
        try
        {
            var bytes = new byte[64 << 10];
            while (await accepted.ReceiveAsync(bytes).WaitAsync(TimeSpan.FromSeconds(30)) > 0)
            {
            }
        }
        catch (SocketException reset)
        {
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }
    }
}
