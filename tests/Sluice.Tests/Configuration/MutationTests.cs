using System.Text;
using Sluice.Configuration;

namespace Sluice.Tests.Configuration;

/// <summary>Damages a good file at random: whatever comes out is options or findings, with lines that exist.</summary>
public sealed class MutationTests
{
    static readonly string[] Fragments =
    [
        "\t", "\0", "\r", "\n", " ", ":", ": ", "- ", "? ", "{", "}", "[", "]", ",", "*", "&a ", "*a", "!t ", "!!", "|", ">", "'", "\"",
        "\\", "#", " #", "%", "@", "`", "---\n", "...\n", "<<: ", "${", "${A}", "$$", "${A:-", "}", "~", "null", "é", "😀", "-1",
        "0", "off", "::1", "\uFEFF", "\uFFFF", "\uD800", "\uE000", "\uF8E0", "\u2028", "http://",
        "routes:", "providers:", "\n  ", "\n\n", "? [",
        "9999999999999999999999",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_damaged_file_gives_options_or_findings(int seed)
    {
        var random = new Random(seed);
        var sample = Config.Documentation.Split("```yaml\n")[1].Split("```")[0];
        for (var i = 0; i < 1_000; i++)
        {
            var text = Mutate(sample, random);
            var result = Config.Read(text, ("SLUICE_KEY", "client-key"), ("OPENAI_API_KEY", "upstream-key"));
            Assert.Equal(result.Succeeded, !result.Findings.Any(f => f.Severity == FindingSeverity.Error));
            var lines = text.Split('\n', '\r', '\u0085', '\u2028', '\u2029').Length;
            Assert.All(result.Findings, f =>
            {
                Assert.InRange(f.Line, 0, lines);
                Assert.False(string.IsNullOrWhiteSpace(f.Message));
                Assert.DoesNotContain(f.ToString(), c => c is '\n' or '\r' or '\0');
            });
        }
    }

    [Fact]
    public void Random_text_gives_findings()
    {
        var random = new Random(6);
        for (var i = 0; i < 2_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => Fragments[random.Next(Fragments.Length)]));
            var result = Config.Read(text);
            Assert.True(result.Succeeded || result.Findings.Count > 0);
        }
    }

    static string Mutate(string sample, Random random)
    {
        var text = new StringBuilder(sample);
        for (var count = random.Next(1, 5); count > 0 && text.Length > 0; count--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(5))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Fragments[random.Next(Fragments.Length)]);
                    break;
                case 2:
                    text[at] = (char)random.Next(0x20, 0x7F);
                    break;
                case 3:
                    text.Insert(at, sample.AsSpan(random.Next(sample.Length - 60), random.Next(1, 60)));
                    break;
                default:
                    text.Length = at + 1;
                    break;
            }
        }
        return text.ToString();
    }
}
