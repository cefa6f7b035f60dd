using System.Globalization;
using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes;

/// <summary>The pods of a workload: how long they get to stop, and whether streams run through them.</summary>
internal sealed partial class PodTemplate
{
    public static readonly string[] Kinds = ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout"];

    PodTemplate(KubernetesObject workload, ConfigNode spec, ConfigNode? metadata)
    {
        Spec = spec;
        Metadata = metadata;
        var containers = spec.Items("containers").ToList();
        var names = containers.SelectMany(container => new[] { container.Text("name"), container.Text("image") }).Append(workload.Name);
        Hint = names.Any(name => name is not null && ModelWord().IsMatch(name)) || workload.Cluster.ServicesOf(workload.Namespace, metadata.At("labels")).Any(service => workload.Cluster.IsStreamService(service.Namespace, service.Name))
            ? StreamHint.Yes : StreamHint.Maybe;
        var hooks = containers.Select(container => container.At("lifecycle", "preStop")).OfType<ConfigNode>().Select(hook => (Hook: hook, Sleep: SleepOf(hook))).Where(hook => hook.Sleep > TimeSpan.Zero).ToList();
        (PreStop, PreStopSleep) = hooks.OrderByDescending(hook => hook.Sleep).FirstOrDefault();
    }

    public ConfigNode Spec { get; }

    public ConfigNode? Metadata { get; }

    public StreamHint Hint { get; }

    /// <summary>The preStop hook that sleeps longest; it is spent out of the grace period.</summary>
    public ConfigNode? PreStop { get; }

    public TimeSpan PreStopSleep { get; }

    /// <summary>What is written; null where the default of 30 s holds.</summary>
    public ConfigNode? GraceNode => Spec.At("terminationGracePeriodSeconds") is { IsBlock: false, Arguments.Count: > 0 } node ? node : null;

    /// <summary>From the order to stop until the process is killed; null where what is written is no number.</summary>
    public TimeSpan? Grace => GraceNode is not { } node ? TimeSpan.FromSeconds(30)
        : Durations.TryParse(node.Text(), TimeSpan.FromSeconds(1), out var grace) ? grace : null;

    public static PodTemplate? Of(KubernetesObject workload)
    {
        var holder = workload.Kind == "Pod" ? workload.Node : workload.Node.At("spec", "template");
        return holder.At("spec") is { IsBlock: true, IsSequence: false } spec ? new(workload, spec, holder.At("metadata")) : null;
    }

    static TimeSpan SleepOf(ConfigNode hook)
    {
        var seconds = hook.Text("sleep", "seconds") is { } direct ? direct
            : Sleep().Match(string.Join(' ', hook.Items("exec", "command").Select(word => word.Text()))) is { Success: true } match ? match.Groups["seconds"].Value : "";
        return double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1e6 ? TimeSpan.FromSeconds(number) : TimeSpan.Zero;
    }

    /// <summary>Stricter than for routes: agents and events are what half of all pods are called after.</summary>
    [GeneratedRegex(@"(?<![a-z])(v?llms?|openai|anthropic|ollama|litellm|sglang|tgi|inference|llama|gpt|claude|gemini|mistral|chat|sse|stream(ing)?|mcp|sluice)(?![a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ModelWord();

    [GeneratedRegex(@"\bsleep\s+(?<seconds>\d+(\.\d+)?)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Sleep();
}
