using System.Text;
using System.Text.RegularExpressions;
using Sluice.Relay;
using Sluice.Upstream;

namespace Sluice.Tests.Upstream;

public sealed partial class FailureTableTests
{
    [Fact]
    public void The_documented_table_is_the_tables_own()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "failures.md"));

        Assert.Contains(Rendered(), page, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_status_of_a_row_is_decided_as_the_row_says()
    {
        var named = new Dictionary<int, Recovery>();
        foreach (var row in FailureTable.Rows.Where(row => Statuses().IsMatch(row.What)))
        {
            foreach (Match status in Status().Matches(row.What))
                named.Add(int.Parse(status.Value, System.Globalization.CultureInfo.InvariantCulture), row.Recovery);
        }

        Assert.Equal(18, named.Count);
        Assert.All(named, pair => Assert.Equal(pair.Value, FailureTable.ForStatus(pair.Key)));
    }

    [Fact]
    public void Statuses_without_a_row_of_their_own_follow_their_class()
    {
        for (var status = 300; status < 400; status++)
            Assert.Equal(Recovery.Fallback, FailureTable.ForStatus(status));
        for (var status = 500; status < 600; status++)
            Assert.Equal(status == 503 ? Recovery.FallbackOrRetry : Recovery.Fallback, FailureTable.ForStatus(status));
        int[] others = [401, 402, 403, 408, 409, 425, 429];
        for (var status = 400; status < 500; status++)
            Assert.Equal(others.Contains(status) ? Recovery.Fallback : Recovery.None, FailureTable.ForStatus(status));
    }

    [Theory]
    [InlineData(EndOfStream.ConnectFailed, Recovery.Fallback)]
    [InlineData(EndOfStream.Truncated, Recovery.Fallback)]
    [InlineData(EndOfStream.UpstreamError, Recovery.Fallback)]
    [InlineData(EndOfStream.FirstTokenTimeout, Recovery.Fallback)]
    [InlineData(EndOfStream.IdleTimeout, Recovery.Fallback)]
    [InlineData(EndOfStream.ProgressTimeout, Recovery.Fallback)]
    [InlineData(EndOfStream.TotalTimeout, Recovery.None)]
    [InlineData(EndOfStream.Drained, Recovery.None)]
    [InlineData(EndOfStream.ClientGone, Recovery.None)]
    [InlineData(EndOfStream.ClientStalled, Recovery.None)]
    [InlineData(EndOfStream.Refused, Recovery.None)]
    [InlineData(EndOfStream.InternalError, Recovery.None)]
    [InlineData(EndOfStream.Completed, Recovery.None)]
    public void An_ending_without_a_status_is_decided_by_who_ended_it(EndOfStream end, Recovery recovery) =>
        Assert.Equal(recovery, FailureTable.ForEnding(end));

    static string Rendered()
    {
        var text = new StringBuilder("| failure | what follows | why |\n|---|---|---|\n");
        foreach (var row in FailureTable.Rows)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {row.What} | {Named(row.Recovery)} | {row.Why} |\n");
        return text.ToString();
    }

    static string Named(Recovery recovery) => recovery switch
    {
        Recovery.Fallback => "next candidate",
        Recovery.FallbackOrRetry => "next candidate; without one, the same once more",
        _ => "nothing",
    };

    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Sluice.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Sluice.slnx is in no folder above the tests");
        return folder;
    }

    [GeneratedRegex("^[0-9]{3}\\b(?!.*(event|stream|body))")]
    private static partial Regex Statuses();

    [GeneratedRegex("\\b[0-9]{3}\\b")]
    private static partial Regex Status();
}
