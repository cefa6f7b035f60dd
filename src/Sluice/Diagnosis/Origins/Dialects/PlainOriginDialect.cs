namespace Sluice.Diagnosis.Origins.Dialects;

/// <summary>The reference stream outside any model dialect.</summary>
internal sealed class PlainOriginDialect(OriginContent content) : OriginDialect
{
    public override string ContentType => content switch
    {
        OriginContent.Ndjson => "application/x-ndjson",
        OriginContent.Plain => "text/plain; charset=utf-8",
        _ => "text/event-stream",
    };

    public override string Prefix(int number) => content switch
    {
        OriginContent.Ndjson => "{\"text\":\"",
        OriginContent.Plain => "",
        _ => "data: ",
    };

    public override string Suffix(int number) => content switch
    {
        OriginContent.Ndjson => "\"}\n",
        OriginContent.Plain => "\n",
        _ => "\n\n",
    };
}
