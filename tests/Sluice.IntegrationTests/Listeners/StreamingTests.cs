using System.Globalization;
using System.Net;
using Sluice.IntegrationTests.Harness;

namespace Sluice.IntegrationTests.Listeners;

/// <summary>Runs alone: what it compares are times.</summary>
[CollectionDefinition("Listener times", DisableParallelization = true)]
public sealed class ListenerTimes;

/// <summary>Events pass the decrypted tunnel one by one, when they are written: compared with the same application reached directly.</summary>
[Collection("Listener times")]
public sealed class StreamingTests
{
    const int Events = 20;
    const int Gap = 40;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Each_event_arrives_before_the_next_is_written(string version)
    {
        await using var app = await ProxyApp.StartAsync();
        using var client = ProxyClient.Create(app, Version.Parse(version));
        using var answer = await client.GetAsync("steps?n=200", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        for (var i = 0; i < 200; i++)
        {
            // The application waits for this release before it writes: an event held back anywhere would never come.
            app.NextStep.Release();
            Assert.Equal($"data: {i}", await reader.ReadLineAsync().WaitAsync(Until.Patience));
            Assert.Equal("", await reader.ReadLineAsync().WaitAsync(Until.Patience));
        }

        Assert.Null(await reader.ReadLineAsync().WaitAsync(Until.Patience));
    }

    [TimedTheory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Events_arrive_one_by_one_as_they_do_directly(string version)
    {
        await using var app = await ProxyApp.StartAsync();
        using var direct = new HttpClient(ProxyClient.Handler(app, null)) { DefaultRequestVersion = Version.Parse(version) };
        using var proxied = new HttpClient(ProxyClient.Handler(app, new WebProxy($"http://{app.Proxy}"))) { DefaultRequestVersion = Version.Parse(version) };
        var directUri = $"https://localhost:{app.DirectTls.Port}/events?n={Events}&ms={Gap}";
        var proxiedUri = $"https://{ProxyApp.Host}/events?n={Events}&ms={Gap}";
        await ArrivalsAsync(direct, directUri);
        await ArrivalsAsync(proxied, proxiedUri);

        var (plain, through) = (await ArrivalsAsync(direct, directUri), await ArrivalsAsync(proxied, proxiedUri));

        // An event that waits for the next one is late by a whole gap: half of it is far from both, on a slow machine too.
        Assert.Equal(Events, through.Count);
        Assert.InRange(Median(through).TotalMilliseconds, 0, Median(plain).TotalMilliseconds + Gap / 2.0);
    }

    /// <summary>How long each event was on its way, from just before it was written to just after it was read.</summary>
    static async Task<List<TimeSpan>> ArrivalsAsync(HttpClient client, string uri)
    {
        var delays = new List<TimeSpan>();
        using var answer = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync().WaitAsync(Until.Patience) is { } line)
        {
            if (line.Length > 0)
                delays.Add(TimeProvider.System.GetElapsedTime(long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)));
        }

        return delays;
    }

    static TimeSpan Median(List<TimeSpan> values) => values.Order().ElementAt(values.Count / 2);
}
