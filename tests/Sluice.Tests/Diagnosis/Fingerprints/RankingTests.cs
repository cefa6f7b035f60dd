using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Fingerprints;

namespace Sluice.Tests.Diagnosis.Fingerprints;

/// <summary>What was seen leads to who did it.</summary>
public sealed class RankingTests
{
    static readonly Pattern Pages = new(PatternKind.SizeBursts, 0.97) { Bytes = 4096, Pages = true, HeadWaits = true, EndIsPrompt = true };

    [Fact]
    public void A_fingerprint_names_mechanism_directive_page_and_how_to_tell_it_apart()
    {
        Assert.All(KnownFingerprints.All, f =>
        {
            Assert.False(string.IsNullOrWhiteSpace(f.Mechanism));
            Assert.False(string.IsNullOrWhiteSpace(f.Directive));
            Assert.False(string.IsNullOrWhiteSpace(f.Apart));
            Assert.False(string.IsNullOrWhiteSpace(f.Evidence));
            Assert.Equal("https", new Uri(f.Page).Scheme);
            Assert.InRange(f.Weight, 0.01, 1);
        });
        Assert.Equal(KnownFingerprints.All.Count, KnownFingerprints.All.Select(f => f.Id).Distinct().Count());
    }

    [Fact]
    public void Without_any_mark_the_signature_alone_ranks_and_likelihoods_are_shares_of_one()
    {
        var ranked = FingerprintMatcher.Rank(new Symptoms { Pattern = Pages, CuredByHeaders = true });
        Assert.Equal("nginx-page", ranked[0].Fingerprint.Id);
        Assert.InRange(ranked.Sum(r => r.Likelihood), 0.9, 1.001);
        Assert.True(ranked.Zip(ranked.Skip(1)).All(p => p.First.Likelihood >= p.Second.Likelihood));
    }

    [Fact]
    public void A_mark_in_the_headers_outweighs_the_statistics()
    {
        var whole = new Pattern(PatternKind.WholeBody, 0.99) { Bytes = 100_000, HeadWaits = true };
        var ranked = FingerprintMatcher.Rank(new Symptoms { Pattern = whole, Length = true, CuredByHeaders = false, Products = Marks("Varnish") });
        Assert.Equal("varnish-no-stream", ranked[0].Fingerprint.Id);
    }

    [Fact]
    public void A_product_that_always_names_itself_and_did_not_is_unlikely()
    {
        var late = new Pattern(PatternKind.HeadHeld, 0.99);
        var ranked = FingerprintMatcher.Rank(new Symptoms { Pattern = late, CuredByHeaders = false });
        Assert.Equal("application-head", ranked[0].Fingerprint.Id);
        Assert.Contains(ranked, r => r.Fingerprint.Id == "h2o-head" && r.Likelihood < ranked[0].Likelihood / 2);
    }

    [Fact]
    public void A_pattern_of_nobody_has_no_suspects() =>
        Assert.Empty(FingerprintMatcher.Rank(new Symptoms { Pattern = new Pattern(PatternKind.Streams, 1) }));

    [Theory]
    [InlineData("Server", "nginx/1.22.1", "nginx")]
    [InlineData("Via", "1.1 varnish (Varnish/7.1)", "Varnish")]
    [InlineData("Server", "Caddy", "Caddy")]
    [InlineData("CF-Ray", "8f", "Cloudflare")]
    [InlineData("Via", "1.1 vm (squid/5.7)", "Squid")]
    public void Headers_name_their_product(string name, string value, string product) =>
        Assert.True(ProductClues.Read([new(name, value)], http1: true).ContainsKey(product));

    [Fact]
    public void Names_all_in_lower_case_look_like_haproxy_over_http1_only()
    {
        KeyValuePair<string, string>[] headers = [new("content-type", "text/event-stream"), new("date", "x"), new("server", "y"), new("cache-control", "z")];
        Assert.True(ProductClues.Read(headers, http1: true).ContainsKey("HAProxy"));
        Assert.Empty(ProductClues.Read(headers, http1: false));
    }

    [Fact]
    public void A_mark_that_the_hop_behind_has_too_is_half_as_sure()
    {
        var added = ProductClues.Added(Marks("nginx", "Varnish"), Marks("nginx"));
        Assert.Equal(0.5, added["nginx"]);
        Assert.Equal(1, added["Varnish"]);
    }

    static Dictionary<string, double> Marks(params string[] products) => products.ToDictionary(p => p, _ => 1.0);
}
