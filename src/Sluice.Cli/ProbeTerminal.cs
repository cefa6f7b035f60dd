using System.Globalization;
using Sluice.Diagnosis.Arrivals;
using Sluice.Diagnosis.Examination;
using Sluice.Diagnosis.Fingerprints;
using Sluice.Diagnosis.Reports;
using Spectre.Console;

namespace Sluice.Cli;

/// <summary>The report for a person at a terminal: the verdict first, then the picture, then what to change.</summary>
sealed class ProbeTerminal(IAnsiConsole console)
{
    const int Columns = 64;
    const int Prose = 100;

    /// <summary>One line for <c>--watch</c>.</summary>
    public static string Line(ProbeReport report)
    {
        var pattern = report.Outermost.Pattern;
        var blamed = report.Blames is [] ? "" : $"  at {string.Join(", ", report.Blames.Select(b => b.Name))}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{report.At.UtcDateTime:HH:mm:ss}  {Words.Stamp(pattern),-18}  median {Words.Time(pattern.MedianHeld)}, longest {Words.Time(pattern.LongestHeld)}{blamed}");
    }

    /// <summary>The whole report.</summary>
    public void Write(ProbeReport report, ProbeSettings settings, int code, string? reason)
    {
        var outer = report.Outermost;
        Say($"[{Colour(outer.Pattern)} bold]{Words.Stamp(outer.Pattern)}[/]  {Markup.Escape(Shown(outer.Target.Url))}");
        Paragraph(Words.Sentence(outer));
        if (outer.Pattern.Kind == PatternKind.Failed)
        {
            Hint(outer);
            return;
        }

        Picture(report);
        foreach (var blame in report.Blames)
            Blame(report, blame);
        if (report.Blames is not [] && Advice.Source(outer) is { } source)
            Paragraph(source);
        foreach (var note in report.Hops.SelectMany(h => h.Notes.Select(n => report.Hops.Count > 1 ? $"{h.Target.Name}: {n}" : n)).Concat(Advice.Cuts(outer)))
            Paragraph($"Note: {note}", "grey");
        Timeouts(report, settings);
        if (reason is not null)
            Paragraph($"Not as expected: {reason}.", "red");
        Say($"[grey]{report.Hops.Sum(h => h.Trials.Count)} observations in {Words.Time(report.Took)}, confidence {Percent(outer.Pattern.Confidence)}; exit code {code}[/]");
    }

    void Picture(ProbeReport report)
    {
        var timeline = Timeline.Of(report);
        var width = Math.Max(4, timeline.Rows.Max(r => r.Name.Length));
        Say("");
        Say($"[grey]{"".PadRight(width)}  0 s{$"{timeline.Length / 1000:0.0} s".PadLeft(Columns - 3)}[/]");
        foreach (var row in timeline.Rows)
        {
            var hop = report.Hops.FirstOrDefault(h => h.Target.Name == row.Name);
            var label = row.HeadAt is null || hop is null ? "" : Label(hop);
            var colour = row.HeadAt is null || hop is null ? "grey" : Colour(hop.Pattern);
            Say($"{Markup.Escape(row.Name.PadRight(width))}  [{colour}]{timeline.Bars(row, Columns)}[/]  {Markup.Escape(label)}");
        }

        foreach (var hop in report.Hops.Where(h => h.Decisive.Observation.Events.Count == 0))
            Say($"{Markup.Escape(hop.Target.Name.PadRight(width))}  [red]{Markup.Escape(Words.Sentence(hop))}[/]");
        Say("");
    }

    static string Label(HopExamination hop) => hop.Pattern.Kind switch
    {
        PatternKind.SizeBursts => $"bursts of {hop.Pattern.Bytes} bytes",
        PatternKind.TimerBursts => $"bursts every {Words.Time(hop.Pattern.Period ?? TimeSpan.Zero)}",
        PatternKind.Late => $"each {Words.Time(hop.Pattern.Period ?? TimeSpan.Zero)} late",
        PatternKind.WholeBody => "all at the end",
        PatternKind.StartHeld => $"first {hop.Pattern.Bytes} bytes held",
        PatternKind.Behind => $"{hop.Pattern.Lag} behind",
        PatternKind.HeadHeld => "streams, head late",
        _ => Words.Code(hop.Pattern.Kind).Replace('-', ' '),
    };

    void Blame(ProbeReport report, Blame blame)
    {
        if (blame.Causes.Count == 0)
        {
            Paragraph(report.Hops.Count > 1
                ? $"It happens at '{blame.Name}'{(blame.Located ? "" : " or behind it")}, in a way that belongs to no product known here: {Words.Sentence(report.Hops[blame.Hop])}"
                : "No product known here holds a stream like this. Name the hops one by one (--hop NAME=URL, outermost first) to find where it begins.");
            return;
        }

        var (cause, likelihood, because) = blame.Causes[0];
        var where = report.Hops.Count > 1 ? $"at [bold]{Markup.Escape(blame.Name)}[/]{(blame.Located ? "" : " or behind it")}: " : "";
        Say($"[bold]Who[/]     {where}[bold]{Markup.Escape(cause.Product)}[/], {Percent(likelihood)} likely [grey]({Markup.Escape(because)})[/]");
        Paragraph($"{cause.Mechanism}.", null, "[bold]How[/]     ");
        Directive(cause.Directive);
        Say($"[bold]Why[/]     {Markup.Escape(cause.Page)}");
        Paragraph($"{cause.Apart}.", "grey", "[bold]Check[/]   ");
        Others(blame.Causes.Skip(1));
        if (report.Hops.Count == 1 && blame.Causes is [{ Likelihood: < 0.75 }, ..])
            Paragraph("To be sure, name the hops: sluice probe --hop edge=URL --hop app=URL, outermost first.", "grey");
        Say("");
    }

    void Directive(string directive)
    {
        var lines = directive.Split('\n');
        Say($"[bold]Change[/]  [green]{Markup.Escape(lines[0])}[/]");
        foreach (var line in lines.Skip(1))
            Say($"        [green]{Markup.Escape(line)}[/]");
    }

    void Others(IEnumerable<Suspicion> others)
    {
        foreach (var (other, likelihood, _) in others.Where(o => o.Likelihood >= 0.05).Take(3))
        {
            Say($"[grey]or      {Markup.Escape(other.Product)}, {Percent(likelihood)}: {Markup.Escape(other.Directive.Split('\n')[0])}[/]");
            Paragraph($"tell it by: {other.Apart}", "grey", "        ");
        }
    }

    void Timeouts(ProbeReport report, ProbeSettings settings)
    {
        if (report.Timeouts is { } found)
        {
            Say("[bold]Limits of the path[/]");
            foreach (var line in Advice.Limits(found))
                Paragraph(line, null, "  ");
            Say("");
        }
        else if (settings.Asked.FindTimeouts)
        {
            Paragraph("Limits were not looked for: that needs a reference origin behind the path, which keeps quiet on request.", "yellow");
        }
    }

    void Hint(HopExamination hop)
    {
        if (hop.Decisive.Observation.Fault is null && hop.Target.Model is null && hop.Decisive.Observation.Status is 404 or 405 or 401 or 403 or 400)
            Paragraph("A plain GET may not be what this address wants: --model NAME --key KEY asks a chat API, --header adds what is missing, and 'sluice origin' behind the hops answers any path.");
    }

    /// <summary>Prose is wrapped; what is to be copied never is.</summary>
    void Paragraph(string text, string? style = null, string lead = "")
    {
        // Of blanks alone it would leave none.
        var indent = Markup.Remove($"{lead}|").Length - 1;
        var line = "";
        var first = true;
        foreach (var word in text.Split(' '))
        {
            // A number and its unit stay together.
            if (line.Length + word.Length + indent > Prose && line.Length > 0 && word.TrimEnd('.', ',', ':', ';') is not ("s" or "ms" or "min" or "bytes" or "%"))
            {
                Flush();
                line = "";
            }

            line += line.Length == 0 ? word : $" {word}";
        }

        Flush();

        void Flush()
        {
            var body = Markup.Escape(line);
            Say((first ? lead : new string(' ', indent)) + (style is null ? body : $"[{style}]{body}[/]"));
            first = false;
        }
    }

    void Say(string markup)
    {
        // Not Markup's own writing: it would wrap at the width of a window that a log file does not have.
        console.Profile.Width = Math.Max(console.Profile.Width, 400);
        console.MarkupLine(markup);
    }

    static string Colour(Pattern pattern) => pattern switch
    {
        { IsHeld: true } => "red",
        { Kind: PatternKind.Cut or PatternKind.TruncatedLooksComplete or PatternKind.Failed } => "red",
        { Kind: PatternKind.HeadHeld } => "yellow",
        _ => "green",
    };

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    static string Shown(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
