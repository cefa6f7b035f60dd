using Sluice.Dialects;

namespace Sluice.Tests.Dialects;

/// <summary>Text of an upstream that clients get to see.</summary>
public sealed class SanitizerTests
{
    static readonly Sanitizer Sanitizer = new("models.example.com", "s3cr3t-credential");

    [Theory]
    [InlineData("no route to http://10.1.2.3:8000/v1/x?y=1 now", "no route to [address] now")]
    [InlineData("dial tcp 10.0.0.7:443: refused", "dial tcp [address]: refused")]
    [InlineData("lookup vllm-0.vllm.default.svc on 10.0.0.10", "lookup [address] on [address]")]
    [InlineData("connect to localhost:11434 failed", "connect to [address] failed")]
    [InlineData("host models.example.com is down", "host [upstream] is down")]
    [InlineData("key s3cr3t-credential is wrong", "key [key] is wrong")]
    [InlineData("Incorrect API key provided: sk-abcdefghijkl.", "Incorrect API key provided: [key].")]
    [InlineData("Authorization: Bearer abcdefghijkl", "Authorization: [key]")]
    [InlineData("two\nlines\r\n\r\ndata: x\0", "two lines    data: x ")]
    [InlineData("Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000.", "Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000.")]
    public void Addresses_and_keys_are_replaced_and_the_sentence_stays(string text, string shown) => Assert.Equal(shown, Sanitizer.Clean(text));

    [Theory]
    [InlineData("a.")]
    [InlineData("a-")]
    [InlineData("1.")]
    [InlineData("[:")]
    [InlineData("a.b-c.d:")]
    [InlineData("http://")]
    [InlineData("sk-*")]
    [InlineData("eyJ.")]
    [InlineData("Bearer ")]
    public void Text_made_to_be_slow_is_cleaned_all_the_same(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 200_000));

        var shown = Sanitizer.Clean(text);

        Assert.InRange(shown.Length, 0, Sanitizer.Longest + 16);
    }

    [Fact]
    public void A_value_that_is_taken_for_harmless_is_one_that_cleaning_would_not_change()
    {
        var random = new Random(17);
        string[] pieces =
        [
            "sk-", "sk_proj", "pk_", "gsk-", "nvapi-", "AIza", "AKIA", "Bearer ", "Basic ", "eyJ", "localhost", "LocalHost", ":", "11434", ".", "[", "fe80", "]", "://", "http", ".svc", "10", "req_", "-",
            "aB3dE5gH7", "s3cr3t-credential", "models.example.com", "MODELS.EXAMPLE.COM", " ", "\t", "\u007f", "\u0130", "\u017f", "\u212a", "60s", "no-cache",
        ];
        for (var round = 0; round < 50_000; round++)
        {
            var value = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => pieces[random.Next(pieces.Length)]));

            Assert.Equal(Sanitizer.Clean(value) == value, Sanitizer.IsClean(value));
        }
    }

    [Fact]
    public void Random_text_is_cleaned_once_and_for_all()
    {
        var random = new Random(41);
        const string Alphabet = "abc.:-/[]\" \n\0123eyJsk-_é\U0001F600";
        for (var round = 0; round < 2000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(300)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);

            var once = Sanitizer.Clean(text);

            Assert.DoesNotContain('\n', once);
            Assert.DoesNotContain("s3cr3t-credential", once, StringComparison.Ordinal);
        }
    }
}
