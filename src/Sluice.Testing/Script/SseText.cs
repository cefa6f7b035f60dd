using System.Text;

namespace Sluice.Testing;

/// <summary>Event-stream text as a well-behaved server writes it.</summary>
public static class SseText
{
    /// <summary>One event: the name where given, a <c>data:</c> line for each line of the data, and the blank line.</summary>
    public static string Event(string? name, string data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var text = new StringBuilder();
        if (name is not null)
            text.Append("event: ").Append(name).Append('\n');
        foreach (var line in data.Split('\n'))
            text.Append("data: ").Append(line).Append('\n');
        return text.Append('\n').ToString();
    }
}
