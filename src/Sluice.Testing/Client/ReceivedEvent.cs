using System.Text.Json;

namespace Sluice.Testing;

/// <summary>One block of an event stream that carries at least one field.</summary>
/// <param name="Name">The <c>event:</c> field; null where there was none.</param>
/// <param name="Data">The <c>data:</c> lines joined by LF; null where there was none, which a browser would not dispatch.</param>
/// <param name="Id">The <c>id:</c> field; null where there was none.</param>
/// <param name="Retry">The <c>retry:</c> field as written; null where there was none.</param>
/// <param name="At">When the end of its blank line had arrived, see <see cref="Clock.Stamp"/>.</param>
/// <param name="Position">Offset in the body of its first byte, comments before it in the same block not counted.</param>
/// <param name="End">Offset in the body after its blank line.</param>
public sealed record ReceivedEvent(string? Name, string? Data, string? Id, string? Retry, TimeSpan At, long Position, long End)
{
    /// <summary>The data parsed as JSON.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Data ?? throw new JsonException("The event has no data."));
        return document.RootElement.Clone();
    }
}

/// <summary>One comment line of an event stream.</summary>
/// <param name="Text">What follows the colon and one blank.</param>
/// <param name="At">When its line end had arrived, see <see cref="Clock.Stamp"/>.</param>
/// <param name="Position">Offset in the body of its colon.</param>
public sealed record ReceivedComment(string Text, TimeSpan At, long Position);
