using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.SluiceFile;

/// <summary>Sluice's own configuration. Its heartbeat is what the hops in front of it are judged by, unless the user names another.</summary>
internal sealed class SluiceAnalyzer() : ProductAnalyzer(Product.Sluice)
{
    public override void Prepare(IReadOnlyList<SourceText> files, LintContext context)
    {
        if (context.Budget.Heartbeat is not null)
            return;
        foreach (var configuration in files.Select(Read).OfType<SluiceConfiguration>())
        {
            if (configuration.Interval is not { Limit: { } interval } clock || interval == TimeSpan.Zero)
                continue;
            context.Budget = context.Budget with { Heartbeat = interval };
            context.IsHeartbeatOfGateway = true;
            var place = clock.Node is null ? $"{configuration.File.Path}, by default" : $"{configuration.File.Path}:{clock.Span.Line}";
            context.Notes.Add($"idle limits are judged by Sluice's heartbeat of {Durations.Show(interval)} ({place}), which only the hops in front of Sluice see; lint those behind it, towards the model, on their own");
            return;
        }
    }

    protected override void Analyze(SourceText file, LintContext context)
    {
        if (YamlReader.ReadAll(file) is not [var root, ..])
            return;
        var configuration = new SluiceConfiguration(root, file);
        foreach (var rule in RuleCatalog.Of<SluiceRule>())
            context.AddRange(rule.Check(configuration, context));
    }

    /// <summary>A file that cannot be read is reported when it is analysed.</summary>
    static SluiceConfiguration? Read(SourceText file)
    {
        try
        {
            return YamlReader.ReadAll(file) is [var root, ..] ? new(root, file) : null;
        }
        catch (SyntaxException)
        {
            return null;
        }
    }
}

/// <summary>A rule about sluice.yaml.</summary>
internal abstract class SluiceRule(RuleInfo info) : LintRule<SluiceConfiguration>(info)
{
    /// <summary>A finding about a clock, with an edit where it is written.</summary>
    protected Finding At(SluiceClock clock, string message, Severity severity, string value) => At(clock.Span, message) with
    {
        Severity = severity,
        Fix = clock.Write(value),
        Routes = clock.Route.Length > 0 ? [clock.Route] : [],
        Edits = clock.Set(value) is { } edit ? [edit] : [],
    };

    /// <summary>Judges a clock as a timer of the path (<see cref="TimerRule"/>).</summary>
    protected IEnumerable<Finding> Timer(SluiceClock clock, Timing.TimerKind kind, LintContext context) =>
        TimerRule.Check(this, new Timing.PathTimer(kind, clock.Limit!.Value, clock.Setting, clock.Span, Product.Sluice, clock.Node is null) { Route = clock.Route }, context, StreamHint.Yes, Durations.Show, clock.Set)
            .Select(finding => finding with { Fix = clock.Write(finding.Fix) });
}
