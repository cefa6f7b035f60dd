using System.Buffers;
using Sluice.Diagnosis.Lint.Nginx;
using Sluice.Diagnosis.Lint.Text;
using Sluice.Diagnosis.Lint.Tree;

namespace Sluice.Diagnosis.Lint.Kubernetes;

/// <summary>
/// Snippets of nginx configuration in annotations: read by the nginx parser where they stand, put into the server and location that
/// ingress-nginx generates around them, and judged by the rules for nginx. Only what stands in the snippet itself is reported.
/// </summary>
internal static class IngressSnippets
{
    static readonly SearchValues<char> Special = SearchValues.Create(" \t;{}\"'\\$#");

    static readonly (string Annotation, string Block)[] Snippets =
        [(Ingress.Community + "configuration-snippet", "location"), (Ingress.Community + "server-snippet", "server")];

    public static void Check(KubernetesObject manifest, LintContext context)
    {
        var ingress = new Ingress(manifest);
        foreach (var (annotation, block) in Snippets)
        {
            if (manifest.Annotation(annotation) is { } node && ingress.Hint != StreamHint.No && Body(node) is { } body)
                Check(ingress, block, body, context);
        }
    }

    static void Check(Ingress ingress, string block, SourceSpan body, LintContext context)
    {
        var source = SourceText.FromText(body.Source.Path, body.Text);
        var isOneLine = !body.Text.Contains('\n', StringComparison.Ordinal);
        var inner = new LintContext(context.Budget, context.Files);
        try
        {
            var snippet = NginxParser.Parse(source);
            foreach (var route in KubernetesRoute.OfIngress(ingress.Object).Where(route => route.Hint != StreamHint.No))
            {
                var root = Generated(ingress, route);
                var place = root.Descendants().First(node => node.Is(block));
                foreach (var directive in snippet.ToList())
                    place.Add(directive);
                NginxAnalyzer.Check(new NginxConfiguration(root), inner);
            }
        }
        catch (SyntaxException error)
        {
            context.SyntaxError(new SyntaxException(Back(error.At), error.Message));
        }
        foreach (var finding in inner.Findings.Where(finding => ReferenceEquals(finding.Span.Source, source)))
        {
            // A value within a line takes no further lines.
            var fits = finding.Edits.All(edit => ReferenceEquals(edit.Span.Source, source) && !(isOneLine && edit.Replacement.Contains('\n', StringComparison.Ordinal)));
            var edits = fits ? finding.Edits.Select(edit => edit with { Span = Back(edit.Span) }) : [];
            context.Add(finding with { Span = Back(finding.Span), Edits = [.. edits], Routes = ingress.Routes });
        }
        context.Timers.AddRange(inner.Timers.Where(timer => ReferenceEquals(timer.Span.Source, source)).Select(timer => timer with { Span = Back(timer.Span), Route = ingress.Routes[0] }));

        SourceSpan Back(SourceSpan span) => new(body.Source, body.Start + span.Start, span.Length);
    }

    /// <summary>What ingress-nginx writes around a snippet, as far as it matters to streams.</summary>
    static ConfigNode Generated(Ingress ingress, KubernetesRoute route)
    {
        var buffering = ingress.Object.Annotation(Ingress.Community + "proxy-buffering")?.Text() == "on" ? "on" : "off";
        var path = route.Node.Text("path") is { } text && !text.AsSpan().ContainsAny(Special) ? text : "/";
        var service = route.Services.FirstOrDefault(name => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) ?? "service";
        var configuration = $$"""
            http {
                proxy_http_version 1.1;
                proxy_buffering {{buffering}};
                proxy_read_timeout 600s;
                proxy_send_timeout 600s;
                server {
                    location {{path}} {
                        proxy_pass http://{{service}};
                    }
                }
            }
            """;
        var root = new ConfigNode(new("", SourceText.FromText("ingress-nginx", "").Span(0, 0)));
        foreach (var node in NginxParser.Parse(SourceText.FromText("ingress-nginx", configuration)))
            root.Add(node);
        return root;
    }

    /// <summary>The characters of a snippet, where the manifest has them as nginx will read them: in a literal block, or within a line.</summary>
    static SourceSpan? Body(ConfigNode annotation)
    {
        var span = annotation.Arguments[0].Span;
        if (span.Text.StartsWith('|'))
        {
            var line = span.Text.IndexOf('\n', StringComparison.Ordinal);
            return line < 0 ? null : span.Source.Span(span.Start + line, span.Length - line);
        }
        var value = annotation.Argument(0);
        var at = span.Text.IndexOf(value, StringComparison.Ordinal);
        return at < 0 || value.Contains('\n', StringComparison.Ordinal) ? null : span.Source.Span(span.Start + at, value.Length);
    }
}
