using System.Text.Json;
using Sluice.Relay;

namespace Sluice.Dialects.OpenAI;

/// <summary>OpenAI calls that are answered whole: embeddings, model lists.</summary>
sealed class OpenAIWholeDialect(string name) : Dialect
{
    public override string Name => name;

    public override string ListedAs => "openai-chat";

    public override bool Streams => false;

    public override FrameInspector StreamInspector(StreamReport report, Sanitizer sanitizer) => new OpaqueInspector();

    public override void WriteError(Utf8JsonWriter json, Failure failure, string requestId) => OpenAIErrors.Write(json, failure, requestId);
}
