using Sluice.Listeners;

namespace Sluice.Tests.Listeners;

public sealed class HostNameTests
{
    [Theory]
    [InlineData("inference.local", "inference.local")]
    [InlineData("Inference.LOCAL.", "inference.local")]
    [InlineData("localhost", "localhost")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("_dmarc.my-host.example", "_dmarc.my-host.example")]
    [InlineData("10.0.255.1", "10.0.255.1")]
    [InlineData("1.2.3.4.example", "1.2.3.4.example")]
    [InlineData("[::1]", "::1")]
    [InlineData("[2001:DB8:0:0::1]", "2001:db8::1")]
    public void A_host_has_one_spelling(string text, string normal)
    {
        Assert.True(HostName.TryNormalize(text, out var host, out _));
        Assert.Equal(normal, host);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a..")]
    [InlineData("-a.example")]
    [InlineData("a-.example")]
    [InlineData("a b")]
    [InlineData("inference%2elocal")]
    [InlineData("inference。local")]
    [InlineData("b\u00fccher.example")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("*")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData("[]")]
    [InlineData("[1.2.3.4]")]
    [InlineData("[fe80::1%eth0]")]
    [InlineData("[::1]:443")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0x7f000001")]
    [InlineData("127.0.0.0x1")]
    [InlineData("010.0.0.1")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.4.5")]
    [InlineData("host.1")]
    public void What_could_be_read_in_two_ways_has_none(string text)
    {
        Assert.False(HostName.TryNormalize(text, out var host, out var problem));
        Assert.Null(host);
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Lengths_are_those_of_the_domain_name_system()
    {
        var label = new string('a', 63);
        Assert.True(HostName.TryNormalize($"{label}.example", out _, out _));
        Assert.False(HostName.TryNormalize($"{label}a.example", out _, out _));
        var name = string.Join('.', label, label, label, new string('b', 61));
        Assert.Equal(253, name.Length);
        Assert.True(HostName.TryNormalize(name + ".", out _, out _));
        Assert.False(HostName.TryNormalize(name + "b", out _, out _));
    }
}
