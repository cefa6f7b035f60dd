namespace Sluice.IntegrationTests.Clients;

/// <summary>A bed for clients that run in the test process.</summary>
public sealed class DotNetBed : IAsyncLifetime
{
    internal ClientBed Bed { get; private set; } = null!;

    public async Task InitializeAsync() => Bed = await ClientBed.StartAsync();

    public async Task DisposeAsync() => await Bed.DisposeAsync();

    /// <summary>Reads a stream to its end or its error; when the texts arrived is kept.</summary>
    internal static async Task<StreamRead> ReadAsync<T>(IAsyncEnumerable<T> stream, Func<T, string?> text, Func<StreamRead, bool>? enough = null)
    {
        var read = new StreamRead();
        try
        {
            await foreach (var item in stream)
            {
                read.Items++;
                if (text(item) is { Length: > 0 } piece)
                    read.Add(piece);
                if (enough?.Invoke(read) == true)
                    break;
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            read.Error = fault;
        }

        return read;
    }

    /// <summary>The whole answer in as many pieces as tokens, and no error.</summary>
    internal static void AssertStreamed(StreamRead read)
    {
        Assert.Null(read.Error);
        Assert.Equal(ClientBed.Answer, read.Text);
        Assert.Equal(ClientBed.AnswerTokens, read.Arrivals.Count);
        Assert.InRange(read.Spread.TotalMilliseconds, (ClientBed.AnswerTokens - 1) * 10 * 0.2, double.MaxValue);
    }

    /// <summary>Two silences of 1.5 s in which heartbeats came that nobody saw.</summary>
    internal async Task AssertUnnoticedAsync(StreamRead slow, StreamRead quick, string model)
    {
        AssertStreamed(slow);
        Assert.Equal(quick.Items, slow.Items);
        Assert.InRange(slow.Spread.TotalMilliseconds, 700, double.MaxValue);
        Assert.InRange((await Bed.LineAsync(model)).GetProperty("heartbeats").GetInt32(), 4, 16);
    }

    internal async Task AssertCancelledAsync(string model)
    {
        await Bed.CancelledAsync(model);
        Assert.Equal("client_gone", (await Bed.LineAsync(model)).GetProperty("ending").GetString());
    }
}

/// <summary>What a reader got of a stream.</summary>
internal sealed class StreamRead
{
    public string Text { get; private set; } = "";

    /// <summary>All items, those without text too.</summary>
    public int Items { get; set; }

    public List<long> Arrivals { get; } = [];

    public Exception? Error { get; set; }

    public TimeSpan Spread => TimeProvider.System.GetElapsedTime(Arrivals[0], Arrivals[^1]);

    public void Add(string piece)
    {
        Text += piece;
        Arrivals.Add(TimeProvider.System.GetTimestamp());
    }
}
