namespace Sluice.Testing;

/// <summary>What the built-in model will say: words, or a tool call's arguments, in the pieces in which they are streamed.</summary>
internal sealed record AnswerPlan(int Number, DateTimeOffset Created, IReadOnlyList<string> Pieces, bool CutByLimit, int InputTokens)
{
    public ModelTool? Tool { get; init; }

    public string Text => string.Concat(Pieces);

    public int OutputTokens => Pieces.Count;

    /// <summary>A piece past the end, where the answer is never to end.</summary>
    public string Endless(int index) => Pieces.Count == 0 ? " on" : " " + Pieces[index % Pieces.Count].TrimStart();

    public static AnswerPlan For(ModelRequest request, Misbehaviour behaviour, ScriptedModelOptions options, int number)
    {
        var created = options.Time.GetUtcNow();
        if (request.Tool is { } tool)
            return new(number, created, Fragments(tool.Arguments), false, request.InputTokens) { Tool = tool };
        var words = Words(options.AnswerText);
        if (behaviour.Tokens is { } wanted)
            words = [.. Enumerable.Range(0, wanted).Select(i => i == 0 ? words[0] : " " + words[i % words.Count].TrimStart())];
        var limit = request.MaxTokens ?? int.MaxValue;
        return new(number, created, [.. words.Take(limit)], words.Count > limit, request.InputTokens);
    }

    static List<string> Words(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? [""] : [.. words.Select((word, i) => i == 0 ? word : " " + word)];
    }

    // Four characters each, so that pieces end inside names, strings and escapes, as real ones do.
    static List<string> Fragments(string text) => [.. text.Chunk(4).Select(c => new string(c))];
}
