namespace Sluice.Configuration.Binding;

/// <summary>Finds the name that somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary>The closest of the names, ignoring case and '-' against '_'; null where none is close.</summary>
    public static string? To(string wrong, IEnumerable<string> names)
    {
        var folded = Fold(wrong);
        if (folded.Length is 0 or > 40)
            return null;
        // One slip in a short word, two in a longer one: further away it would be guessing.
        var allowed = folded.Length < 4 ? 1 : folded.Length < 8 ? 2 : 3;
        return names.Select(name => (Name: name, Distance: Distance(folded, Fold(name))))
            .Where(candidate => candidate.Distance <= allowed && candidate.Distance < candidate.Name.Length)
            .OrderBy(candidate => candidate.Distance).Select(candidate => candidate.Name).FirstOrDefault();
    }

    static string Fold(string name) => name.ToLowerInvariant().Replace('-', '_').Replace(' ', '_');

    // Edits and swaps of neighbours, each counting one.
    static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[a.Length, b.Length];
    }
}
