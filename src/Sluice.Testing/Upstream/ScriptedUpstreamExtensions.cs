namespace Sluice.Testing;

/// <summary>The ways to say what a scripted upstream answers.</summary>
public static class ScriptedUpstreamExtensions
{
    /// <summary>Answers every request that finds no script in the queue with this script.</summary>
    public static void Respond(this IScriptedUpstream upstream, ResponseScript script)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        upstream.RespondWith(_ => script);
    }

    /// <summary>Writes a script and answers every request with it that finds none in the queue.</summary>
    public static void Respond(this IScriptedUpstream upstream, Action<ResponseScript> write) => Respond(upstream, Written(write));

    /// <summary>Writes a script and queues it for one request.</summary>
    public static void RespondOnce(this IScriptedUpstream upstream, Action<ResponseScript> write)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        upstream.RespondOnce(Written(write));
    }

    static ResponseScript Written(Action<ResponseScript> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var script = new ResponseScript();
        write(script);
        return script;
    }
}
