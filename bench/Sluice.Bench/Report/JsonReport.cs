using System.Text;
using System.Text.Json;
using Sluice.Testing.Load;

namespace Sluice.Bench.Report;

/// <summary>All values with their summaries, for machines and for the next comparison.</summary>
static class JsonReport
{
    static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Write(Measurements measurements, Machine machine)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WritePropertyName("machine");
            JsonSerializer.Serialize(json, machine, Names);
            json.WriteStartArray("rows");
            foreach (var row in Row.All)
                WriteRow(json, row, measurements);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    static void WriteRow(Utf8JsonWriter json, Row row, Measurements measurements)
    {
        json.WriteStartObject();
        json.WriteString("id", row.Id);
        json.WriteString("title", row.Title.Trim());
        json.WriteString("unit", row.Unit);
        json.WriteStartObject("hops");
        foreach (var hop in measurements.Hops.Where(hop => measurements.Values(row.Id, hop).Count > 0))
        {
            json.WriteStartObject(hop);
            WriteSpread(json, measurements.Of(row.Id, hop));
            json.WriteStartArray("values");
            foreach (var value in measurements.Values(row.Id, hop))
                json.WriteNumberValue(Rounded(value));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        foreach (var (name, target) in new[] { ("must", row.Must), ("aim", row.Aim) })
        {
            if (target is not null)
                WriteTarget(json, name, row, target, measurements);
        }

        json.WriteEndObject();
    }

    static void WriteTarget(Utf8JsonWriter json, string name, Row row, Target target, Measurements measurements)
    {
        json.WriteStartObject(name);
        json.WriteString("target", target.ToString());
        foreach (var hop in measurements.Hops.Where(Table.IsGateway))
        {
            var measured = measurements.Against(row, target, hop);
            if (measured.Count == 0)
                continue;
            json.WriteStartObject(hop);
            WriteSpread(json, measured);
            json.WriteBoolean("met", target.Met(measured.Median));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    static void WriteSpread(Utf8JsonWriter json, Spread spread)
    {
        json.WriteNumber("median", Rounded(spread.Median));
        json.WriteNumber("min", Rounded(spread.Min));
        json.WriteNumber("max", Rounded(spread.Max));
    }

    static double Rounded(double value) => Math.Round(value, 3);
}
