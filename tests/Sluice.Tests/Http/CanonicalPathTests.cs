using Sluice.Http;

namespace Sluice.Tests.Http;

/// <summary>Which request targets are taken as they are, and which are refused.</summary>
public sealed class CanonicalPathTests
{
    [Theory]
    [InlineData("/v1/chat/completions", "/v1/chat/completions", "")]
    [InlineData("/v1/chat/completions?", "/v1/chat/completions", "?")]
    [InlineData("/v1/models?limit=2&after=a%2Fb&x=%zz&y=..//", "/v1/models", "?limit=2&after=a%2Fb&x=%zz&y=..//")]
    [InlineData("/p/x/v1/files/a%20b", "/p/x/v1/files/a%20b", "")]
    [InlineData("/p/x/models/gemini:generate", "/p/x/models/gemini:generate", "")]
    [InlineData("/p/x/v1/~user/a.b/...c", "/p/x/v1/~user/a.b/...c", "")]
    [InlineData("/p/x/", "/p/x/", "")]
    [InlineData("http://host/v1/models?a=b", "/v1/models", "?a=b")]
    [InlineData("http://host", "/", "")]
    [InlineData("/v1/models?a=http://x", "/v1/models", "?a=http://x")]
    public void A_canonical_target_is_split_and_kept(string target, string path, string query)
    {
        Assert.Null(CanonicalPath.Split(target, out var foundPath, out var foundQuery));
        Assert.Equal((path, query), (foundPath, foundQuery));
    }

    [Theory]
    [InlineData("/v1/../admin")]
    [InlineData("/v1/./models")]
    [InlineData("/v1/models/..")]
    [InlineData("/v1/models/.")]
    [InlineData("/..")]
    [InlineData("//v1/models")]
    [InlineData("/v1//models")]
    [InlineData("/v1/models//")]
    [InlineData("/v1/%2e%2e/admin")]
    [InlineData("/v1/%2E/models")]
    [InlineData("/v1/.%2e/admin")]
    [InlineData("/v1%2fmodels")]
    [InlineData("/v1%2Fmodels")]
    [InlineData("/v1%5cmodels")]
    [InlineData("/v1\\models")]
    [InlineData("/v1/%6dodels")]
    [InlineData("/v1/mod%")]
    [InlineData("/v1/mod%4")]
    [InlineData("/v1/mod%zz")]
    [InlineData("/v1/%00")]
    [InlineData("/v1/%0d%0aX: y")]
    [InlineData("/v1/%7f")]
    [InlineData("/v1/a b")]
    [InlineData("/v1/a\tb")]
    [InlineData("/v1/é")]
    [InlineData("/v1/a#b")]
    [InlineData("/v1/a\"b")]
    [InlineData("/v1/{id}")]
    [InlineData("*")]
    [InlineData("v1/models")]
    [InlineData("host:443")]
    [InlineData("")]
    [InlineData("http://host/v1/../models")]
    [InlineData("/v1/models?a=b c")]
    [InlineData("/v1/models?a=é")]
    public void A_target_that_two_readers_could_read_differently_is_refused(string target)
    {
        var fault = CanonicalPath.Split(target, out _, out _);

        Assert.False(string.IsNullOrEmpty(fault), $"'{target}' was accepted");
    }

    [Fact]
    public void A_path_has_a_longest_length()
    {
        Assert.Null(CanonicalPath.Split("/" + new string('a', CanonicalPath.Longest - 1), out _, out _));
        Assert.NotNull(CanonicalPath.Split("/" + new string('a', CanonicalPath.Longest), out _, out _));
    }

    [Fact]
    public void What_is_accepted_is_what_an_address_of_it_says()
    {
        var random = new Random(51);
        const string Alphabet = "abv1/.%2eF5c~-_:@!$&'()*+,;= \\#?\"é";
        for (var round = 0; round < 20_000; round++)
        {
            var target = "/" + new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            if (CanonicalPath.Split(target, out var path, out var query) is not null)
                continue;

            // The platform's own canonicalization finds nothing to change.
            Assert.Equal(path, new Uri("http://h" + path).AbsolutePath);
            Assert.Equal(target, path + query);
        }
    }
}
