using Microsoft.AspNetCore.Http;
using Sluice.Admission;

namespace Sluice.Tests.Admission;

public sealed class KeyRingTests
{
    [Theory]
    [InlineData("Authorization", "Bearer secret-2")]
    [InlineData("Authorization", "bearer   secret-2 ")]
    [InlineData("x-api-key", "secret-1")]
    [InlineData("api-key", "secret-2")]
    public void A_known_key_opens_under_any_of_its_names(string name, string value) =>
        Assert.Null(new KeyRing(["secret-1", "secret-2"]).Refuse(new HeaderDictionary { [name] = value }));

    [Theory]
    [InlineData("Authorization", "Bearer secret")]
    [InlineData("Authorization", "Bearer secret-11")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Basic secret-1")]
    [InlineData("Authorization", "secret-1")]
    [InlineData("x-api-key", "SECRET-1")]
    [InlineData("x-api-key", "")]
    [InlineData("cookie", "secret-1")]
    public void Anything_else_is_refused_without_repeating_it(string name, string value)
    {
        var refusal = new KeyRing(["secret-1"]).Refuse(new HeaderDictionary { [name] = value });

        Assert.NotNull(refusal);
        if (value.Contains("secret", StringComparison.OrdinalIgnoreCase))
            Assert.DoesNotContain(value, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-1", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_keys_nobody_needs_one()
    {
        var keys = new KeyRing([]);

        Assert.False(keys.Required);
        Assert.Null(keys.Refuse(new HeaderDictionary()));
    }
}
