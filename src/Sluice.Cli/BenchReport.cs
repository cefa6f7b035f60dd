using System.Globalization;
using System.Text;
using System.Text.Json;
using Sluice.Testing.Load;

namespace Sluice.Cli;

/// <summary>Writes what a measurement found.</summary>
static class BenchReport
{
    const int Title = 40;
    const int Cell = 34;

    /// <summary>For people.</summary>
    public static string Text(BenchOutcome outcome)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"gateway  {outcome.Target.GetLeftPart(UriPartial.Path)}\ndirect   {outcome.Direct.GetLeftPart(UriPartial.Path)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{"",-Title}{"direct",Cell}{"gateway",Cell}{"added",Cell}\n");
        foreach (var row in outcome.Rows)
        {
            var added = row.Unit == "us" ? Shown(row.Added, Time, signed: true) : row.Unit == "/s" ? Shown(row.Added, value => $"x {value.ToString("0.00", CultureInfo.InvariantCulture)}", signed: false) : "";
            Func<double, string> number = row.Unit == "us" ? Time : value => value.ToString("#,0", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{row.Title,-Title}{Shown(Spread.Of(row.Direct), number, false),Cell}{Shown(Spread.Of(row.Gateway), number, false),Cell}{added,Cell}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nMedian of {outcome.Rounds} rounds (smallest to largest), {outcome.Clients} streams at once. What is added is taken round by round.\n");
        text.Append(outcome.Faults.Count == 0
            ? "Every event of every stream arrived, once, in order."
            : $"BROKEN STREAMS, so the numbers above mean little:\n  {string.Join("\n  ", outcome.Faults.Take(10))}");
        return text.ToString();
    }

    /// <summary>For programs; durations in microseconds.</summary>
    public static string Json(BenchOutcome outcome)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("target", outcome.Target.GetLeftPart(UriPartial.Path));
            json.WriteString("direct", outcome.Direct.GetLeftPart(UriPartial.Path));
            json.WriteNumber("rounds", outcome.Rounds);
            json.WriteNumber("clients", outcome.Clients);
            json.WriteStartArray("rows");
            foreach (var row in outcome.Rows)
                Write(json, row);
            json.WriteEndArray();
            json.WriteStartArray("faults");
            foreach (var fault in outcome.Faults)
                json.WriteStringValue(fault);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    static void Write(Utf8JsonWriter json, BenchRow row)
    {
        json.WriteStartObject();
        json.WriteString("id", row.Id);
        json.WriteString("unit", row.Unit);
        Write(json, "direct", Spread.Of(row.Direct));
        Write(json, "gateway", Spread.Of(row.Gateway));
        Write(json, row.Unit == "us" ? "added" : "factor", row.Added);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string name, Spread spread)
    {
        if (spread.Count == 0)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("median", Math.Round(spread.Median, 3));
        json.WriteNumber("min", Math.Round(spread.Min, 3));
        json.WriteNumber("max", Math.Round(spread.Max, 3));
        json.WriteEndObject();
    }

    static string Shown(Spread spread, Func<double, string> number, bool signed)
    {
        if (spread.Count == 0)
            return "-";
        string One(double value) => (signed && value > 0 ? "+" : "") + number(value);
        return spread.Count == 1 ? One(spread.Median) : $"{One(spread.Median)} ({One(spread.Min)} to {One(spread.Max)})";
    }

    static string Time(double microseconds) => Math.Abs(microseconds) switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e6:0.00} s"),
        >= 1e4 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e3:0.0} ms"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e3:0.00} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds:0} µs"),
    };
}
