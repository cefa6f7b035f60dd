using System.Diagnostics;
using System.Text;
using Sluice.Diagnosis.Lint;
using Sluice.Diagnosis.Lint.Output;

namespace Sluice.Tests.Diagnosis.Lint;

/// <summary>Broken files are the ordinary case for a linter: it may complain about them, it must not fall over.</summary>
public sealed class MutationTests
{
    const int Mutations = 10_000;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public void Ten_thousand_mutations_of_the_samples_neither_crash_nor_hang_the_linter()
    {
        var samples = Samples.Files.Select(path => (Path: path, Bytes: File.ReadAllBytes(path))).ToList();
        Assert.Equal(Products.ByName.Keys.Order(StringComparer.Ordinal), samples.Select(sample => Path.GetRelativePath(Samples.Folder, sample.Path).Split(Path.DirectorySeparatorChar)[0]).Intersect(Products.ByName.Keys).Order(StringComparer.Ordinal));
        var random = new Random(20260401);
        var slowest = TimeSpan.Zero;
        var syntaxErrors = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var (path, bytes) = samples[i % samples.Count];
            var mutated = Mutate(bytes, samples[random.Next(samples.Count)].Bytes, random);
            var files = new MemoryFiles();
            files.Add(path, mutated);
            var took = TimeSpan.Zero;
            try
            {
                var report = Lint(files, path, out took);
                syntaxErrors += report.Findings.Count(finding => finding.Rule.Id == "GW0001");
                if (i % 20 == 0)
                    Print(report);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"mutation {i} of {path} made the linter fail: {e.Message}{Environment.NewLine}{Encoding.Latin1.GetString(mutated)}", e);
            }
            // A machine that stalls is not a linter that hangs: what took long is timed again.
            for (var again = 0; again < 2 && took > Patience; again++)
                Lint(files, path, out took);
            if (took > slowest)
                slowest = took;
        }

        Assert.InRange(slowest, TimeSpan.Zero, Patience);
        Assert.InRange(syntaxErrors, Mutations / 20, Mutations);
    }

    static LintReport Lint(MemoryFiles files, string path, out TimeSpan took)
    {
        var watch = Stopwatch.StartNew();
        var report = new Linter(new LintOptions(), files).Run([path]);
        took = watch.Elapsed;
        return report;
    }

    static void Print(LintReport report)
    {
        new TextReport(TextWriter.Null, colours: false, 100).Write(report);
        SarifReport.Write(Stream.Null, report, "0");
        JsonReport.Write(Stream.Null, report);
        foreach (var file in report.Files)
            Patch.Of(file.Source, report);
    }

    static byte[] Mutate(byte[] original, byte[] other, Random random)
    {
        var bytes = original.ToList();
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(1, 30), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0: bytes.RemoveRange(at, length); break;
                case 1: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)])); break;
                case 2 when length > 0: bytes[at] = (byte)random.Next(256); break;
                case 3: bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length)); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                case 5 when other.Length > 40: bytes.InsertRange(at, other.Skip(random.Next(other.Length - 40)).Take(40)); break;
                default: bytes.InsertRange(at, Enumerable.Repeat((byte)"{[(\"'<&*-: \t\n#"[random.Next(14)], random.Next(1, 200))); break;
            }
        }
        return [.. bytes];
    }

    static readonly string[] Fragments =
    [
        "{", "}", "[", "]", "(", ")", "\"", "'", "`", "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "&", "*x", "&x ", "<<: *x", "!!", "%", "@(", "@{", "${", "$", "\\", "\\\n",
        "#", "//", "/*", "*/", "--", ":", "::", "- ", "---\n", "...\n", "\t", "\n", "\r\n", "\0", "\uFEFF", "é", "😀", "999999999999999999999s", "-1", "1e999", "<<EOF\n", "EOF", "|", ">-", "?",
        "include *;", "include /etc/nginx/nginx.conf;", "Include conf/*.conf\n", "import *", "{$HOME}", "null", "true", "[[[[", "{{{{", "]]]]", "}}}}", "a: &a [*a]\n", "=", "==", ",", ";;",
    ];
}
