namespace Sluice.Configuration.Yaml;

/// <summary>Makes text of a file safe to show: one line, no control characters, bounded.</summary>
internal static class Printable
{
    public static string Text(string text, int longest = 80)
    {
        var cut = text.Length > longest;
        var shown = (cut ? text[..longest] : text).ToCharArray();
        for (var i = 0; i < shown.Length; i++)
        {
            // Bidirectional and other formatting characters could make a terminal show something that is not there.
            if (char.IsControl(shown[i]) || char.GetUnicodeCategory(shown[i]) is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
                or System.Globalization.UnicodeCategory.Surrogate or System.Globalization.UnicodeCategory.PrivateUse)
                shown[i] = '?';
        }
        return cut ? new string(shown) + "..." : new string(shown);
    }
}
