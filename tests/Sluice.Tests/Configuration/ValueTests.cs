using System.Net;
using Sluice.Configuration.Binding;
using Sluice.Configuration.Checks;
using Sluice.Configuration.Values;
using Sluice.Configuration.Yaml;
using Sluice.Routing;

namespace Sluice.Tests.Configuration;

public sealed class ValueTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("500ms", 500)]
    [InlineData("5s", 5_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1h2m3s4ms", 3_723_004)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("0.25s", 250)]
    [InlineData("720h", 2_592_000_000)]
    public void A_duration_is_read(string text, double milliseconds)
    {
        Assert.Null(Duration.Parse(text, out var value));
        Assert.Equal(milliseconds, value.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5")]
    [InlineData("5sec")]
    [InlineData("5S")]
    [InlineData("+5s")]
    [InlineData(" 5s")]
    [InlineData("5s ")]
    [InlineData("1s1m")]
    [InlineData("1s1s")]
    [InlineData(".s")]
    [InlineData("١s")]
    [InlineData("721h")]
    public void What_is_no_duration_is_refused(string text) => Assert.NotNull(Duration.Parse(text, out _));

    [Fact]
    public void A_formatted_duration_reads_back()
    {
        var random = new Random(42);
        for (var i = 0; i < 2_000; i++)
        {
            var value = TimeSpan.FromMilliseconds(random.NextInt64(0, (long)Duration.Longest.TotalMilliseconds));
            Assert.Null(Duration.Parse(Duration.Format(value), out var read));
            Assert.Equal(value, read);
        }
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("17B", 17)]
    [InlineData("64KB", 64_000)]
    [InlineData("64kb", 64_000)]
    [InlineData("32MiB", 32L << 20)]
    [InlineData("1GiB", 1L << 30)]
    [InlineData("1.5KiB", 1536)]
    [InlineData("2GB", 2_000_000_000)]
    [InlineData("0", 0)]
    public void A_size_is_read(string text, long bytes)
    {
        Assert.Null(ByteSize.Parse(text, out var value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("1 MiB")]
    [InlineData("1TiB")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("1.5B")]
    [InlineData("999999999999999999GiB")]
    [InlineData("99999999999999999999")]
    public void What_is_no_size_is_refused(string text) => Assert.NotNull(ByteSize.Parse(text, out _));

    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080", null)]
    [InlineData("localhost:0", "127.0.0.1:0", null)]
    [InlineData("LOCALHOST:1", "127.0.0.1:1", null)]
    [InlineData("[::1]:8080", "[::1]:8080", null)]
    [InlineData("0.0.0.0:65535", "0.0.0.0:65535", null)]
    [InlineData("http://127.0.0.1:80/", "127.0.0.1:80", "http")]
    [InlineData("HTTPS://[::1]:443", "[::1]:443", "https")]
    public void An_address_is_read(string text, string endPoint, string? scheme)
    {
        Assert.Null(ListenAddress.Parse(text, out var value));
        Assert.Equal((IPEndPoint.Parse(endPoint), scheme), (value.EndPoint, value.Scheme));
    }

    [Theory]
    [InlineData(":8080")]
    [InlineData("*:8080")]
    [InlineData("https://*:8080")]
    public void A_star_or_nothing_stands_for_all_addresses(string text)
    {
        Assert.Null(ListenAddress.Parse(text, out var value));
        Assert.Contains(value.EndPoint.Address, new[] { IPAddress.Any, IPAddress.IPv6Any });
        Assert.Equal(8080, value.EndPoint.Port);
    }

    [Theory]
    [InlineData("*", "gpt-4o", true)]
    [InlineData("*", "*", true)]
    [InlineData("gpt-*", "gpt-4*", true)]
    [InlineData("gpt-*", "gpt-*", true)]
    [InlineData("gpt-4*", "gpt-*", false)]
    [InlineData("*-mini", "gpt-*-mini", true)]
    [InlineData("*-mini", "gpt-*", false)]
    [InlineData("a*b*c", "a*c", false)]
    [InlineData("a*c", "a*b*c", true)]
    [InlineData("a**", "a", true)]
    [InlineData("a", "a*", false)]
    [InlineData("gpt-4o", "gpt-4o", true)]
    [InlineData("gpt-4o", "gpt-4O", false)]
    [InlineData("*a*", "bab", true)]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    public void A_pattern_covers_another_where_it_takes_every_name_of_it(string wide, string narrow, bool covers) =>
        Assert.Equal(covers, Covers(wide, narrow));

    [Fact]
    public void Covering_agrees_with_trying_names()
    {
        // Two letters and patterns up to four long, against all names up to six: the third letter stands for "anything else".
        var random = new Random(7);
        var names = Names("abz", 6).ToList();
        for (var i = 0; i < 400; i++)
        {
            var (wide, narrow) = (Pattern(), Pattern());
            var all = names.Where(n => RouteTable.Matches(narrow, n)).All(n => RouteTable.Matches(wide, n));
            Assert.True(all == Covers(wide, narrow), $"'{wide}' covers '{narrow}': {!all} in theory, {all} in practice");
        }

        string Pattern() => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => "ab**"[random.Next(4)]));
    }

    [Theory]
    [InlineData("listne", "listen")]
    [InlineData("Listen", "listen")]
    [InlineData("admin-listen", "admin_listen")]
    [InlineData("route", "routes")]
    [InlineData("x", null)]
    [InlineData("completely_different", null)]
    public void The_nearest_name_is_found_or_none(string wrong, string? right) =>
        Assert.Equal(right, Nearest.To(wrong, ["listen", "admin_listen", "routes", "log"]));

    [Theory]
    [InlineData("", "listen", "listen", null)]
    [InlineData("routes[1]", "model", "routes[1].model", "routes[1]")]
    [InlineData("providers", "my.name", "providers[\"my.name\"]", "providers")]
    [InlineData("providers", "a\"].x", "providers[\"a\"].x\"]", "providers")]
    public void A_path_leads_to_its_parent(string path, string key, string whole, string? parent)
    {
        Assert.Equal(whole, KeyPath.Append(path, key));
        Assert.Equal(parent, KeyPath.Parent(whole));
    }

    [Theory]
    [InlineData("*", "local/llama", false)]
    [InlineData("*", "local/*", false)]
    [InlineData("*", "*/llama", false)]
    [InlineData("*", "other/llama", true)]
    [InlineData("*/*", "local/llama", true)]
    [InlineData("local/*", "local/llama", true)]
    public void A_pattern_without_a_slash_leaves_selectors_alone(string wide, string narrow, bool covers) =>
        Assert.Equal(covers, Covers(wide, narrow));

    static bool Covers(string wide, string narrow) => RouteChecks.Covers(wide, narrow, new HashSet<string> { "local" });

    static IEnumerable<string> Names(string letters, int longest) =>
        longest == 0
            ? [""]
            : Names(letters, longest - 1).SelectMany(n => n.Length < longest - 1 ? [n] : letters.Select(l => n + l).Prepend(n));
}
