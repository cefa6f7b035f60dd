using System.Net.Sockets;

namespace Sluice.Testing.Load;

/// <summary>Measures how long it takes from a client's reset until the upstream notices, while the stream is silent.</summary>
/// <param name="target">The hop, in front of a <see cref="LoadUpstream"/>.</param>
/// <param name="direct">The upstream itself, which is asked when it noticed.</param>
/// <param name="time">The clock that the upstream stamps with, too.</param>
internal sealed class LoadCancel(LoadTarget target, LoadTarget direct, TimeProvider time)
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Opens, resets and asks, so many times; gives up where the first three were not noticed.</summary>
    /// <param name="times">How often.</param>
    /// <returns>Samples of those that were noticed, and how many were not within a second.</returns>
    /// <exception cref="IOException">The upstream cannot be asked.</exception>
    public async Task<(LoadSamples Noticed, int Missed)> RunAsync(int times)
    {
        var noticed = new List<long>();
        var missed = 0;
        using var control = await LoadConnection.ConnectAsync(direct, 0, 4096, time);
        for (var i = 1; i <= times && (noticed.Count > 0 || missed < 3); i++)
        {
            var id = (uint)(time.GetTimestamp() & 0x7fffffff) | 1;
            using var client = await LoadConnection.ConnectAsync(target, i, 4096, time);
            if (await client.BeginAsync(target.Request(LoadPlan.Open(Interval, 1, id).ToString()), 1) != AnswerState.Open)
                throw new IOException($"the stream to cancel did not open: {client.Judge(AnswerState.Wrong, 1)}");
            var left = client.Reset();
            var (number, stamp) = await AskAsync(control, new LoadPlan(LoadKind.Gone, 0, 1, id));
            if (number == 1)
                noticed.Add(Math.Max(0, stamp - left));
            else
                missed++;
        }

        return (LoadSamples.Of([noticed], time), missed);
    }

    /// <summary>Tells the upstream to let its open streams go on.</summary>
    public static async Task ReleaseAsync(LoadTarget direct, TimeProvider time)
    {
        using var control = await LoadConnection.ConnectAsync(direct, 0, 4096, time);
        if (await control.StreamAsync(direct.Request(new LoadPlan(LoadKind.Release, 0, 1).ToString()), 1) is { } fault)
            throw new IOException($"the upstream did not release its streams: {fault}");
    }

    async Task<(int Number, long Stamp)> AskAsync(LoadConnection control, LoadPlan plan)
    {
        try
        {
            var state = await control.BeginAsync(direct.Request(plan.ToString()), int.MaxValue);
            if (state != AnswerState.Complete)
                throw new IOException($"the upstream does not say when its client left: {control.Judge(state, 1)}");
            // Number 1 is out of order in a stream of one event, and means yes; number 0 means no.
            return (control.LastStamp == 0 ? 0 : 1, control.LastStamp);
        }
        catch (SocketException fault)
        {
            throw new IOException($"the upstream cannot be asked: {fault.Message}", fault);
        }
    }
}
