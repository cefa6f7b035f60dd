using System.Net;
using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Apim;

/// <summary>A policy document or fragment: what it does to requests and answers.</summary>
internal sealed partial class ApimPolicy
{
    /// <summary>Policies whose own requests and answers are not the client's.</summary>
    static readonly string[] Detours = ["return-response", "send-request", "send-one-way-request", "mock-response"];

    readonly XmlElementNode _root;

    public ApimPolicy(XmlElementNode root, SourceText file)
    {
        _root = root;
        var name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        Hint = SpeaksToModels().IsMatch(file.Text) ? StreamHint.Yes : StreamHints.Of(null, root.WithDescendants().Where(node => node.Name is "set-backend-service" or "rewrite-uri")
            .SelectMany(node => node.Attributes).Select(attribute => attribute.Value).Append(name));
    }

    public StreamHint Hint { get; }

    /// <summary>Where requests are sent to the backend.</summary>
    public IEnumerable<XmlElementNode> Forwards => _root.WithDescendants().Where(node => node.Name == "forward-request");

    /// <summary>Policies that work on the answer of the backend: all of outbound, and of a fragment everything.</summary>
    public IEnumerable<XmlElementNode> OnAnswer => _root.WithDescendants().Where(node =>
        (_root.Name == "fragment" || node.Ancestors().Any(above => above.Name == "outbound")) && !node.Ancestors().Prepend(node).Any(above => Detours.Contains(above.Name)) && !IsForErrorsOnly(node) && !IsForStreamsKnown(node));

    public IEnumerable<XmlElementNode> All(string name) => _root.WithDescendants().Where(node => node.Name == name);

    /// <summary>As people call it: the section and the policy.</summary>
    public static string Route(XmlElementNode node) =>
        node.Ancestors().FirstOrDefault(above => above.Name is "inbound" or "backend" or "outbound" or "on-error") is { } section ? $"{section.Name} > {node.Name}" : node.Name;

    /// <summary>A condition as it was written, without what masked it for the XML reader.</summary>
    public static string Condition(XmlElementNode node) => WebUtility.HtmlDecode(node.Attribute("condition")?.ValueSpan.Text ?? "");

    /// <summary>In a branch that looks at the status and does not ask for success: an error is no stream.</summary>
    static bool IsForErrorsOnly(XmlElementNode node) => node.Ancestors().Any(above =>
        above.Name == "when" && Condition(above) is var condition && condition.Contains("StatusCode", StringComparison.Ordinal) && !Success().IsMatch(condition));

    /// <summary>In a choice that asks whether the client wants a stream: whoever wrote it has thought of this.</summary>
    static bool IsForStreamsKnown(XmlElementNode node) => node.Ancestors().Where(above => above.Name == "choose")
        .Any(choice => choice.Children.Any(branch => branch.Name == "when" && Condition(branch).Contains("stream", StringComparison.OrdinalIgnoreCase)));

    [GeneratedRegex(@"<(llm|azure-openai)-|cognitiveservices\.azure\.com|\bopenai\b|\banthropic\b|chat/completions", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SpeaksToModels();

    [GeneratedRegex(@"StatusCode\s*(==\s*20\d|<=?\s*[234]\d\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Success();
}
