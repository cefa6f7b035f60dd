using Sluice.Testing;

namespace Sluice.Tests.Upstream.Http1;

/// <summary>Which connections serve another request, and which must not: on real sockets, plain and TLS.</summary>
public sealed class PoolTests
{
    const string Evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL";

    static readonly TimeSpan Idle = TimeSpan.FromSeconds(31);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_connection_serves_one_exchange_after_another(bool tls)
    {
        await using var bed = new PoolBed(tls);
        for (var i = 1; i <= 20; i++)
        {
            var text = new string((char)('a' + i), i * 700);
            bed.Upstream.RespondOnce(i % 2 == 0 ? script => script.Json(200, text) : script => script.EventStream().Write(text).Write(text).End());

            Assert.Equal(i % 2 == 0 ? text : text + text, await bed.ExchangeAsync());
        }

        Assert.Equal(1, bed.Upstream.AcceptedConnections);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\n\r\nhello")]
    [InlineData("Content-Length: 0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n")]
    public async Task An_answer_that_ends_by_its_framing_leaves_its_connection_good(string answer)
    {
        await using var bed = new PoolBed();
        bed.Upstream.Respond(script => script.Raw("HTTP/1.1 200 OK\r\n" + answer));

        await bed.ExchangeAsync();
        await bed.ExchangeAsync();

        Assert.Equal(1, bed.Upstream.AcceptedConnections);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive, close\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n")]
    public async Task An_answer_that_another_reader_could_see_end_elsewhere_is_the_last_of_its_connection(string answer)
    {
        await using var bed = new PoolBed();
        bed.Upstream.Respond(script => script.Raw(answer));

        await bed.ExchangeAsync();
        await bed.ExchangeAsync();

        Assert.Equal(2, bed.Upstream.AcceptedConnections);
        await bed.Upstream.WaitForOpenConnectionsAsync(0);
    }

    /// <summary>Bytes behind an answer in the same write; at 16,384 bytes the answer fills the room of the first receive to its last byte.</summary>
    [Theory]
    [InlineData(false, 300)]
    [InlineData(false, 16_383)]
    [InlineData(false, 16_384)]
    [InlineData(false, 16_385)]
    [InlineData(false, 50_000)]
    [InlineData(true, 300)]
    [InlineData(true, 16_343)]
    [InlineData(true, 16_384)]
    [InlineData(true, 16_385)]
    [InlineData(true, 50_000)]
    public async Task Bytes_behind_an_answer_are_never_taken_for_the_next_one(bool tls, int length)
    {
        await using var bed = new PoolBed(tls);
        var head = $"HTTP/1.1 200 OK\r\nContent-Length: {length - 42:00000}\r\n\r\n";
        var body = new string('x', length - head.Length);
        bed.Upstream.RespondOnce(script => script.Raw(head + body + Evil));
        bed.Upstream.RespondOnce(script => script.Json(200, "good"));

        Assert.Equal(body, await bed.ExchangeAsync());
        Assert.Equal("good", await bed.ExchangeAsync());

        Assert.Equal(2, bed.Upstream.AcceptedConnections);
    }

    /// <summary>A reader that waits for the rest of a frame leaves so little room that TLS has to keep what is behind the answer for itself.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_that_found_no_room_are_never_taken_for_the_next_answer(bool tls)
    {
        await using var bed = new PoolBed(tls);
        const string Head = "HTTP/1.1 200 OK\r\nContent-Length: 16342\r\n\r\n";
        var gate = new StepGate();
        bed.Upstream.RespondOnce(script => script.Raw(Head + new string('x', 16_000)).WaitFor(gate).Raw(new string('x', 342) + Evil));
        bed.Upstream.RespondOnce(script => script.Json(200, "good"));

        var answer = await bed.SendAsync();
        for (var seen = 0L; seen < 16_000;)
        {
            var read = await answer.Body.ReadAsync();
            seen = read.Buffer.Length;
            answer.Body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        gate.Open();
        Assert.Equal(16_342, (await PoolBed.ReadAsync(answer, whole: true)).Length);
        answer.Release();

        Assert.Equal("good", await bed.ExchangeAsync());
        Assert.Equal(2, bed.Upstream.AcceptedConnections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_nobody_asked_for_is_never_taken_for_an_answer(bool tls)
    {
        await using var bed = new PoolBed(tls);
        var gate = new StepGate();
        bed.Upstream.RespondOnce(script => script.Raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").WaitFor(gate).Raw(Evil));
        bed.Upstream.RespondOnce(script => script.Json(200, "good"));

        Assert.Equal("hello", await bed.ExchangeAsync());
        gate.Open();
        await bed.Upstream.Requests[0].Answered;

        Assert.Equal("good", await bed.ExchangeAsync());
        Assert.Equal(2, bed.Upstream.AcceptedConnections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_free_connection_that_the_upstream_closed_is_replaced(bool tls)
    {
        await using var bed = new PoolBed(tls);
        bed.Upstream.Respond(script => script.Json(200, "good"));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("good", await bed.ExchangeAsync());
            await bed.Upstream.Requests[i].Answered;
            bed.Upstream.CloseIdleConnections();
            await bed.Upstream.WaitForOpenConnectionsAsync(0);
        }

        Assert.Equal(5, bed.Upstream.Requests.Count);
    }

    [Fact]
    public async Task An_answer_left_early_takes_its_connection_along()
    {
        await using var bed = new PoolBed();
        bed.Upstream.RespondOnce(script => script.EventStream().Write("data: 1\n\n").Stall());
        bed.Upstream.RespondOnce(script => script.Json(200, "good"));
        var answer = await bed.SendAsync();
        await answer.Body.ReadAsync();

        answer.Release();

        Assert.Equal(PeerEndingKind.Reset, (await bed.Upstream.Requests[0].Closed.WaitAsync(TimeSpan.FromSeconds(30))).Kind);
        Assert.Equal("good", await bed.ExchangeAsync());
    }

    [Fact]
    public async Task What_was_let_go_of_cannot_end_who_has_it_now()
    {
        await using var bed = new PoolBed();
        bed.Upstream.Respond(script => script.Json(200, "good"));
        var first = await bed.SendAsync();
        await PoolBed.ReadAsync(first);
        first.Release();
        var second = await bed.SendAsync();

        first.Abort();
        first.Release();

        Assert.Equal("good", await PoolBed.ReadAsync(second));
        second.Release();
        Assert.Equal("good", await bed.ExchangeAsync());
        Assert.Equal(1, bed.Upstream.AcceptedConnections);
    }

    [Fact]
    public async Task A_connection_free_for_long_is_closed()
    {
        await using var bed = new PoolBed();
        bed.Upstream.Respond(script => script.Json(200, "good"));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bed.ExchangeAsync()));
        bed.Time.Advance(Idle / 2);
        bed.Pool.Sweep();
        var used = bed.Upstream.AcceptedConnections;
        await bed.ExchangeAsync();
        Assert.Equal(used, bed.Upstream.AcceptedConnections);

        bed.Time.Advance(Idle / 2);
        bed.Pool.Sweep();
        await bed.Upstream.WaitForOpenConnectionsAsync(1);
        bed.Time.Advance(Idle / 2);
        bed.Pool.Sweep();

        await bed.Upstream.WaitForOpenConnectionsAsync(0);
    }

    [Fact]
    public async Task A_connection_free_for_long_serves_nobody_even_where_nobody_swept()
    {
        await using var bed = new PoolBed();
        bed.Upstream.Respond(script => script.Json(200, "good"));
        await bed.ExchangeAsync();
        bed.Time.Advance(Idle);

        await bed.ExchangeAsync();

        Assert.Equal(2, bed.Upstream.AcceptedConnections);
    }

    [Fact]
    public async Task A_busy_connection_is_replaced_when_it_is_old()
    {
        await using var bed = new PoolBed();
        bed.Upstream.Respond(script => script.Json(200, "good"));
        for (var i = 0; i < 41; i++)
        {
            await bed.ExchangeAsync();
            bed.Time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal(2, bed.Upstream.AcceptedConnections);
    }

    [Fact]
    public async Task A_pool_holds_no_more_connections_than_there_were_exchanges_at_once()
    {
        await using var bed = new PoolBed();
        bed.Upstream.Respond(script => script.Json(200, "good"));
        for (var round = 0; round < 10; round++)
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bed.ExchangeAsync()));

        Assert.InRange(bed.Upstream.AcceptedConnections, 1, 20);
        Assert.Equal(bed.Upstream.AcceptedConnections, bed.Upstream.OpenConnections);
    }

    [Fact]
    public async Task A_closed_pool_keeps_nothing()
    {
        await using var bed = new PoolBed();
        bed.Upstream.Respond(script => script.Json(200, "good"));
        await bed.ExchangeAsync();
        var answer = await bed.SendAsync();
        await PoolBed.ReadAsync(answer);

        bed.Pool.Dispose();
        answer.Release();

        await bed.Upstream.WaitForOpenConnectionsAsync(0);
    }
}
