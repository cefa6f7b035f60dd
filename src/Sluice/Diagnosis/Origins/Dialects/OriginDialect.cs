using Microsoft.AspNetCore.Http;

namespace Sluice.Diagnosis.Origins.Dialects;

/// <summary>How the reference stream's events look on the wire. Padding and stamp are the text of an event; the rest is its dialect's envelope.</summary>
internal abstract class OriginDialect
{
    /// <summary>The answer's content type.</summary>
    public abstract string ContentType { get; }

    /// <summary>What comes before the text of event n.</summary>
    public abstract string Prefix(int number);

    /// <summary>What comes after it.</summary>
    public abstract string Suffix(int number);

    /// <summary>Sent together with the first event.</summary>
    public virtual string Prologue => "";

    /// <summary>Sent together with the last event: the dialect's own terminator.</summary>
    public virtual string Epilogue(int count) => "";

    /// <summary>The answer to a request that does not stream; null where the dialect always does.</summary>
    public virtual string? Whole(string text, int count) => null;

    /// <summary>The dialect that a path asks for; null for the plain reference stream.</summary>
    public static OriginDialect? ForPath(PathString path, string run, string model) => path.Value switch
    {
        { } p when p.EndsWith("/chat/completions", StringComparison.Ordinal) => new ChatOriginDialect(run, model),
        { } p when p.EndsWith("/responses", StringComparison.Ordinal) => new ResponsesOriginDialect(run, model),
        { } p when p.EndsWith("/messages", StringComparison.Ordinal) => new MessagesOriginDialect(run, model),
        _ => null,
    };

    /// <summary>Whether requests to this path name a model.</summary>
    public static bool IsModelPath(PathString path) => ForPath(path, "", "") is not null;
}
