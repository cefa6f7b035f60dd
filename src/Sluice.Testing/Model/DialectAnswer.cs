namespace Sluice.Testing;

/// <summary>One answer of the built-in model in one dialect: whole, or as the events of a stream in their order.</summary>
internal abstract class DialectAnswer(ModelRequest request, AnswerPlan plan)
{
    protected ModelRequest Request => request;

    protected AnswerPlan Plan => plan;

    protected long Created => plan.Created.ToUnixTimeSeconds();

    /// <summary>Whether the opening events are sent at once, before the model has a first token.</summary>
    public abstract bool OpensAtOnce { get; }

    /// <summary>The events before the first piece.</summary>
    public abstract IEnumerable<string> Opening();

    /// <summary>The event of one piece.</summary>
    public abstract string Piece(string text);

    /// <summary>The events after the last piece, the terminator included.</summary>
    public abstract IEnumerable<string> Closing();

    /// <summary>The events by which this dialect reports a failure in the middle of a stream.</summary>
    public abstract IEnumerable<string> Failure();

    /// <summary>The answer to a request that asked for no stream.</summary>
    public abstract string Whole();

    public static DialectAnswer For(ModelRequest request, AnswerPlan plan) => request.Dialect switch
    {
        ModelDialect.Chat => new ChatAnswer(request, plan),
        ModelDialect.Completions => new CompletionsAnswer(request, plan),
        ModelDialect.Responses => new ResponsesAnswer(request, plan),
        _ => new MessagesAnswer(request, plan),
    };

    protected const string FailureMessage = "The model failed while it was answering, as its name asked it to.";
}
