using System.Globalization;
using System.Text.RegularExpressions;
using Sluice.Diagnosis.Lint.Xml;

namespace Sluice.Diagnosis.Lint.Iis;

/// <summary>A <c>system.webServer</c> section: of the site, or of one location in it.</summary>
internal sealed partial class IisSection
{
    public IisSection(XmlElementNode node)
    {
        Node = node;
        var location = node.Ancestors().FirstOrDefault(above => above.Name == "location")?["path"];
        Name = string.IsNullOrEmpty(location) || location == "." ? "the whole site" : $"location {location}";
        Handlers = [.. node.At("handlers", "add")];
        Hint = StreamHints.Of(location, [.. Programs.SelectMany(program => program.Attributes).Select(attribute => Words(attribute.Value)), .. Handlers.Select(handler => handler["path"]), .. ProxiedTo]);
    }

    public XmlElementNode Node { get; }

    public string Name { get; }

    public StreamHint Hint { get; }

    public IReadOnlyList<XmlElementNode> Handlers { get; }

    /// <summary>Processes that IIS starts and passes requests to.</summary>
    public IEnumerable<XmlElementNode> Programs => Node.At("aspNetCore").Concat(Node.At("httpPlatform"));

    /// <summary>Addresses to which rewrite rules send requests: the work of ARR.</summary>
    public IEnumerable<string> ProxiedTo => Node.At("rewrite", "rules", "rule", "action").Concat(Node.At("rewrite", "globalRules", "rule", "action"))
        .Where(action => action.Is("type", "Rewrite")).Select(action => action["url"] ?? "").Where(url => url.StartsWith("http", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether answers of this section are made by a program or by another server, not read from files.</summary>
    public bool IsDynamic => Programs.Any() || ProxiedTo.Any() || Handlers.Any(handler => handler["modules"] is "FastCgiModule" or "iisnode") || Node.At("proxy").Any();

    /// <summary>Times as IIS writes them: <c>00:02:00</c>, <c>1.00:00:00</c>.</summary>
    public static bool TryTime(string? text, out TimeSpan value) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && value >= TimeSpan.Zero;

    public static string Time(TimeSpan value) => value.ToString(value.TotalDays >= 1 ? "c" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>Programs for .NET run their words together: <c>LlmGateway.dll</c>.</summary>
    static string Words(string name) => BetweenWords().Replace(name, "-");

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex BetweenWords();
}
