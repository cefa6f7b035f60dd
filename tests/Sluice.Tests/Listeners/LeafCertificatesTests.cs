using System.Security.Cryptography.X509Certificates;
using Sluice.Listeners;

namespace Sluice.Tests.Listeners;

public sealed class LeafCertificatesTests
{
    readonly ManualTime _time = new();
    readonly CertificateAuthority _authority;

    public LeafCertificatesTests() => _authority = CertificateAuthority.Create(_time);

    [Theory]
    [InlineData("inference.local")]
    [InlineData("10.1.2.3")]
    [InlineData("2001:db8::1")]
    public async Task A_leaf_has_all_a_strict_client_asks_for(string host)
    {
        var leaf = (await NewCache().GetAsync(host)).TargetCertificate;

        Assert.Equal($"CN={host}", leaf.Subject);
        Assert.True(leaf.MatchesHostname(host, allowCommonName: false));
        Assert.Equal(_time.GetUtcNow().AddDays(90), leaf.NotAfter.ToUniversalTime());
        Assert.Equal(_time.GetUtcNow().AddDays(-1), leaf.NotBefore.ToUniversalTime());
        Assert.True(leaf.HasPrivateKey);
        Assert.Equal("1.2.840.10045.3.1.7", leaf.GetECDsaPublicKey()!.ExportParameters(false).Curve.Oid.Value);
        var issuerKey = leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value;
        Assert.True(issuerKey.Span.SequenceEqual(_authority.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.Span));
        Assert.Single(leaf.Extensions.OfType<X509SubjectKeyIdentifierExtension>());
        Assert.Equal("1.3.6.1.5.5.7.3.1", leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, leaf.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        LeafChecks.MustBeTrusted(leaf, _authority, _time.GetUtcNow());
    }

    [Fact]
    public async Task A_host_longer_than_a_common_name_may_be_stands_in_the_alternative_name()
    {
        var host = string.Join('.', Enumerable.Repeat("label", 20));
        var leaf = (await NewCache().GetAsync(host)).TargetCertificate;
        Assert.Equal("O=Sluice", leaf.Subject);
        Assert.True(leaf.MatchesHostname(host));
        LeafChecks.MustBeTrusted(leaf, _authority, _time.GetUtcNow());
    }

    [Fact]
    public async Task Many_connections_at_once_share_one_creation()
    {
        var cache = NewCache();
        var leaves = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => cache.GetAsync($"host{i % 4}"))));
        Assert.Equal(4, leaves.Select(l => l.TargetCertificate.SerialNumber).Distinct().Count());
        Assert.Equal(4, cache.Count);
    }

    [Fact]
    public async Task The_least_recently_used_host_leaves_first()
    {
        var cache = NewCache(capacity: 3);
        var (a, b) = (await cache.GetAsync("a"), await cache.GetAsync("b"));
        await cache.GetAsync("c");
        Assert.Same(a, await cache.GetAsync("a"));
        await cache.GetAsync("d");

        Assert.Equal(3, cache.Count);
        Assert.Same(a, await cache.GetAsync("a"));
        Assert.NotSame(b, await cache.GetAsync("b"));
    }

    [Fact]
    public async Task A_leaf_is_renewed_at_two_thirds_of_its_life()
    {
        var cache = NewCache();
        var first = await cache.GetAsync("a");
        _time.Advance(TimeSpan.FromDays(59));
        Assert.Same(first, await cache.GetAsync("a"));
        _time.Advance(TimeSpan.FromDays(2));
        var second = await cache.GetAsync("a");
        Assert.NotSame(first, second);
        Assert.Equal(1, cache.Count);
        LeafChecks.MustBeTrusted(second.TargetCertificate, _authority, _time.GetUtcNow());
    }

    [Fact]
    public async Task A_leaf_never_outlives_its_authority()
    {
        var cache = NewCache();
        _time.Advance(_authority.Certificate.NotAfter.ToUniversalTime() - _time.GetUtcNow() - TimeSpan.FromDays(10));
        var leaf = (await cache.GetAsync("a")).TargetCertificate;
        Assert.Equal(_authority.Certificate.NotAfter, leaf.NotAfter);
        LeafChecks.MustBeTrusted(leaf, _authority, _time.GetUtcNow());
    }

    [Fact]
    public async Task A_creation_that_fails_fails_for_its_callers_and_is_tried_again()
    {
        var cache = NewCache();
        var life = _authority.Certificate.NotAfter.ToUniversalTime() - _time.GetUtcNow();
        _time.Advance(life + TimeSpan.FromDays(2));
        await Assert.ThrowsAnyAsync<Exception>(() => cache.GetAsync("a"));
        _time.Advance(-TimeSpan.FromDays(100));
        LeafChecks.MustBeTrusted((await cache.GetAsync("a")).TargetCertificate, _authority, _time.GetUtcNow());
    }

    LeafCertificates NewCache(int capacity = LeafCertificates.DefaultCapacity) => new(_authority, _time, capacity);
}
