using System.Text;

namespace Sluice.Testing;

/// <summary>Puts an answer on its time line, with the mishap its model's name asks for.</summary>
internal static class AnswerScript
{
    public static ResponseScript Write(
        ModelRequest request, AnswerPlan plan, Misbehaviour behaviour, ScriptedModelOptions options,
        params (string Name, string Value)[] headers)
    {
        var script = new ResponseScript();
        if (behaviour.SlowHead is { } head)
            script.Pause(head);
        var answer = DialectAnswer.For(request, plan);
        var schedule = new Schedule(behaviour, options, plan.Number);
        if (request.Stream)
            WriteStream(script.EventStream([("cache-control", "no-cache"), .. headers]), answer, plan, behaviour, schedule);
        else
            WriteWhole(script, answer, plan, behaviour, schedule, headers);
        return script;
    }

    static void WriteStream(ResponseScript script, DialectAnswer answer, AnswerPlan plan, Misbehaviour behaviour, Schedule schedule)
    {
        if (!answer.OpensAtOnce)
            script.PauseUntil(schedule.First);
        WriteAll(script, answer.Opening());
        for (var i = 0; i < plan.Pieces.Count; i++)
        {
            if (behaviour.Mishap != Mishap.None && behaviour.After <= i)
                break;
            script.PauseUntil(schedule.At(i)).Write(answer.Piece(plan.Pieces[i]));
        }
        if (behaviour.Mishap != Mishap.None)
            WriteMishap(script, answer, behaviour.Mishap);
        else if (behaviour.Endless)
            script.RepeatForever(schedule.Interval, i => answer.Piece(plan.Endless(i)));
        else
            WriteAll(script, answer.Closing());
    }

    static void WriteMishap(ResponseScript script, DialectAnswer answer, Mishap mishap)
    {
        if (mishap == Mishap.Error)
            WriteAll(script, answer.Failure());
        _ = mishap switch
        {
            Mishap.Cut => script.Fin(),
            Mishap.Reset => script.Reset(),
            Mishap.Stall => script.Stall(),
            _ => script.End(),
        };
    }

    static void WriteWhole(
        ResponseScript script, DialectAnswer answer, AnswerPlan plan, Misbehaviour behaviour, Schedule schedule, (string, string)[] headers)
    {
        var body = Encoding.UTF8.GetBytes(answer.Whole());
        script.PauseUntil(schedule.At(plan.Pieces.Count - 1));
        if (behaviour is { Mishap: Mishap.None, Endless: false })
        {
            script.Whole(200, "application/json", body, headers);
            return;
        }
        // A whole answer has no tokens on the wire: its mishap comes in the middle of its bytes.
        script.Head(200, [("content-type", "application/json"), .. headers]).ContentLength(body.Length);
        if (!behaviour.Endless)
            script.Write(body.AsMemory(0, body.Length / 2));
        WriteMishap(script, answer, behaviour.Mishap switch
        {
            Mishap.Reset => Mishap.Reset,
            Mishap.Stall or Mishap.None => Mishap.Stall,
            _ => Mishap.Cut,
        });
    }

    static void WriteAll(ResponseScript script, IEnumerable<string> events)
    {
        foreach (var text in events)
            script.Write(text);
    }

    /// <summary>When each token is due, counted from the request: no pause adds to another, so a long answer does not drift.</summary>
    sealed class Schedule(Misbehaviour behaviour, ScriptedModelOptions options, int number)
    {
        readonly Random _random = new(unchecked((options.Seed * 397) ^ number));

        public TimeSpan Interval { get; } = behaviour.Interval ?? options.TokenInterval;

        public TimeSpan First { get; } = (behaviour.SlowHead ?? TimeSpan.Zero) + (behaviour.SlowStart ?? options.FirstTokenDelay);

        public TimeSpan At(int token)
        {
            var pause = behaviour.PauseAfter <= token ? behaviour.Pause : TimeSpan.Zero;
            return First + (Math.Max(0, token) * Interval) + (_random.NextDouble() * options.Jitter * Interval) + pause;
        }
    }
}
