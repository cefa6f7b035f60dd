using System.Globalization;
using System.Text;
using System.Text.Json;
using Sluice.Dialects;
using Sluice.Upstream;

namespace Sluice.Tests.Dialects;

/// <summary>Requests go upstream as they came, but for what has to be replaced in them.</summary>
public sealed class RequestEnvelopeTests
{
    [Fact]
    public async Task Five_thousand_random_bodies_keep_every_byte_but_the_spliced_ones()
    {
        var random = new Random(31);
        for (var round = 0; round < 5000; round++)
        {
            var text = Body(random);
            var body = Encoding.UTF8.GetBytes(text);
            var (envelope, failure) = RequestEnvelope.Read(body);
            Assert.True(failure is null, $"round {round}: {failure?.Message}\n{text}");
            var splices = new List<Splice>();
            var renamed = random.Next(3) > 0;
            if (renamed)
                envelope!.ReplaceModel("new/\"model\" é", splices);
            var asks = random.Next(3) > 0 && envelope!.RequestUsage(splices);
            var places = splices.ToArray();

            var sent = await SentAsync(body, splices);

            Assert.Equal(Rebuilt(body, places), sent);
            Same(text, Encoding.UTF8.GetString(sent), renamed, asks, round);
        }
    }

    [Theory]
    [InlineData("""{"model":"a"}""", """{"model":"b"}""")]
    [InlineData("""{"model" : "a" , "x":1}""", """{"model" : "b" , "x":1}""")]
    [InlineData("""{"x":1}""", """{"model":"b","x":1}""")]
    [InlineData("""{}""", """{"model":"b"}""")]
    [InlineData("""{ }""", """{"model":"b" }""")]
    [InlineData("""{"model":"a","messages":[{"model":"a"}],"model":"a"}""", """{"model":"b","messages":[{"model":"a"}],"model":"b"}""")]
    [InlineData("""{"mod\u0065l":"a"}""", """{"mod\u0065l":"b"}""")]
    [InlineData("""{"model":"\u0061"}""", """{"model":"b"}""")]
    [InlineData("""{"model":"b","n":1.0}""", """{"model":"b","n":1.0}""")]
    [InlineData("""{"model":"a","model":"b"}""", """{"model":"b","model":"b"}""")]
    [InlineData("""{"model":"b","model":"a"}""", """{"model":"b","model":"b"}""")]
    [InlineData("\uFEFF{\"model\":\"a\"}", "\uFEFF{\"model\":\"b\"}")]
    public async Task The_model_name_is_replaced_in_place(string body, string sent)
    {
        var splices = new List<Splice>();
        var bytes = Encoding.UTF8.GetBytes(body);
        RequestEnvelope.Read(bytes).Envelope!.ReplaceModel("b", splices);

        Assert.Equal(sent, Encoding.UTF8.GetString(await SentAsync(bytes, splices)));
    }

    [Theory]
    [InlineData("""{"model":"a"}""", """{"model":"a"}""")]
    [InlineData("""{"model":"\u0061","x":1}""", """{"model":"\u0061","x":1}""")]
    [InlineData("""{"x":1}""", """{"x":1}""")]
    [InlineData("""{"model":"a","model":"\u0061"}""", """{"model":"a","model":"\u0061"}""")]
    [InlineData("""{"model":"cheap","model":"a"}""", """{"model":"a","model":"a"}""")]
    [InlineData("""{"model":"a","mod\u0065l":"cheap","model":"a"}""", """{"model":"a","mod\u0065l":"a","model":"a"}""")]
    public async Task The_clients_own_model_stays_as_it_was_written_unless_it_names_two(string body, string sent)
    {
        var splices = new List<Splice>();
        var bytes = Encoding.UTF8.GetBytes(body);
        RequestEnvelope.Read(bytes).Envelope!.ReplaceModel(null, splices);

        Assert.Equal(sent, Encoding.UTF8.GetString(await SentAsync(bytes, splices)));
    }

    [Theory]
    [InlineData("""{"stream":true}""", """{"stream_options":{"include_usage":true},"stream":true}""")]
    [InlineData("""{"stream":true,"stream_options":null}""", """{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream_options":{},"stream":true}""", """{"stream_options":{"include_usage":true},"stream":true}""")]
    [InlineData("""{"stream_options":{"include_usage":false},"stream":true}""", """{"stream_options":{"include_usage":true},"stream":true}""")]
    [InlineData("""{"stream_options":{"include_usage":null},"stream":true}""", """{"stream_options":{"include_usage":true},"stream":true}""")]
    [InlineData("""{"stream_options":{ "include_obfuscation":false},"stream":true}""", """{"stream_options":{"include_usage":true, "include_obfuscation":false},"stream":true}""")]
    [InlineData("""{"stream_options":{"include_usage":true},"stream":true}""", """{"stream_options":{"include_usage":true},"stream":true}""")]
    [InlineData("""{"stream_options":{"include_usage":true},"stream_options":{},"stream":true}""", """{"stream_options":{"include_usage":true},"stream_options":{"include_usage":true},"stream":true}""")]
    public async Task Usage_is_asked_for_where_the_client_did_not(string body, string sent)
    {
        var splices = new List<Splice>();
        var bytes = Encoding.UTF8.GetBytes(body);
        RequestEnvelope.Read(bytes).Envelope!.RequestUsage(splices);

        Assert.Equal(sent, Encoding.UTF8.GetString(await SentAsync(bytes, splices)));
    }

    [Theory]
    [InlineData("", "empty_body")]
    [InlineData("[]", "invalid_body")]
    [InlineData("\"x\"", "invalid_body")]
    [InlineData("{\"model\":1}", "invalid_model")]
    [InlineData("{\"model\":null}", "invalid_model")]
    [InlineData("{\"stream\":\"true\"}", "invalid_stream")]
    [InlineData("{\"model\":\"a\"", "invalid_json")]
    [InlineData("{\"model\":\"a\"} x", "invalid_json")]
    [InlineData("{\"model\":\"a\"}{\"model\":\"b\"}", "invalid_json")]
    [InlineData("{'model':'a'}", "invalid_json")]
    [InlineData("{\"model\":\"a\",}", "invalid_json")]
    [InlineData("{\"model\":\"\\ud800\"}", "invalid_json")]
    public void A_body_that_is_no_request_is_refused_with_what_was_found(string body, string code)
    {
        var (envelope, failure) = RequestEnvelope.Read(Encoding.UTF8.GetBytes(body));

        Assert.Null(envelope);
        Assert.Equal((400, code), (failure!.Status, failure.Code));
        Assert.True(failure.Message.Length > 20, failure.Message);
    }

    [Fact]
    public void Damaged_bodies_are_refused_or_read_and_never_throw()
    {
        var random = new Random(32);
        for (var round = 0; round < 5000; round++)
        {
            var body = Encoding.UTF8.GetBytes(Body(random));
            for (var times = random.Next(1, 4); times > 0; times--)
                body[random.Next(body.Length)] = (byte)random.Next(256);

            var (envelope, failure) = RequestEnvelope.Read(body);

            Assert.True(envelope is null ^ failure is null);
            Assert.True(failure is null or { Status: 400 });
        }
    }

    static async Task<byte[]> SentAsync(byte[] body, List<Splice> splices)
    {
        var spliced = new SplicedBody(body, splices);
        using var content = new SplicedContent(spliced);
        var sent = await content.ReadAsByteArrayAsync();
        Assert.Equal(sent.Length, content.Headers.ContentLength);
        var copied = new byte[spliced.Length];
        spliced.CopyTo(copied);
        Assert.Equal(sent, copied);
        return sent;
    }

    /// <summary>The same by hand, from back to front.</summary>
    static byte[] Rebuilt(byte[] body, Splice[] splices)
    {
        var bytes = body.ToList();
        foreach (var splice in splices.OrderByDescending(s => s.Start).ThenByDescending(s => Array.IndexOf(splices, s)))
        {
            bytes.RemoveRange(splice.Start, splice.Length);
            bytes.InsertRange(splice.Start, splice.Replacement.ToArray());
        }

        return [.. bytes];
    }

    /// <summary>Every member is there in its order with its raw text, but for the two that were to change.</summary>
    static void Same(string before, string after, bool renamed, bool asks, int round)
    {
        using var one = JsonDocument.Parse(before);
        using var two = JsonDocument.Parse(after);
        var old = one.RootElement.EnumerateObject().ToList();
        var now = two.RootElement.EnumerateObject().ToList();
        var added = now.Where(m => (renamed && m.Name == "model" && !old.Any(o => o.Name == "model"))
            || (asks && m.Name == "stream_options" && !old.Any(o => o.Name == "stream_options"))).ToList();
        var rest = now.Except(added).ToList();
        Assert.Equal(old.Select(m => m.Name), rest.Select(m => m.Name));
        for (var i = 0; i < old.Count; i++)
        {
            if (old[i].Name == "model" && renamed)
                Assert.Equal("new/\"model\" é", rest[i].Value.GetString());
            else if (old[i].Name != "stream_options" || !asks)
                Assert.True(old[i].Value.GetRawText() == rest[i].Value.GetRawText(), $"round {round}: {before}\nbecame\n{after}");
        }

        if (renamed)
            Assert.Equal("new/\"model\" é", two.RootElement.GetProperty("model").GetString());
        if (asks)
            Assert.True(two.RootElement.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
    }

    static string Body(Random random)
    {
        string B() => random.Next(3) > 0 ? "" : new[] { " ", "\n", "\t", "\r\n  " }[random.Next(4)];
        var members = new List<string>();
        for (var i = random.Next(6); i > 0; i--)
            members.Add($"{Name(random)}{B()}:{B()}{Value(random, 3)}");
        if (random.Next(8) > 0)
            members.Insert(random.Next(members.Count + 1), $"\"model\"{B()}:{B()}{Text(random)}");
        members.Insert(random.Next(members.Count + 1), $"\"stream\"{B()}:{B()}true");
        if (random.Next(2) == 0)
        {
            string[] options = ["null", "{}", "{ }", "{\"include_usage\":false}", "{ \"include_usage\" : true }", "{\"include_obfuscation\":false}", "{\"a\":{\"include_usage\":1},\"include_usage\":null}"];
            members.Insert(random.Next(members.Count + 1), $"\"stream_options\"{B()}:{B()}{options[random.Next(options.Length)]}");
        }

        return $"{B()}{{{B()}{string.Join($"{B()},{B()}", members)}{B()}}}{B()}";
    }

    static string Name(Random random) => new[] { "\"a\"", "\"messages\"", "\"Model\"", "\"mode\"", "\"é\"", "\"temperature\"", "\"\"", "\"x\\\"y\"", "\"streams\"" }[random.Next(9)];

    static string Value(Random random, int depth) => random.Next(depth > 0 ? 8 : 5) switch
    {
        0 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
        1 => "1.000000000000000000001e-7",
        2 => Text(random),
        3 => "null",
        4 => "false",
        5 => $"[{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1)))}]",
        6 => $"{{\"model\":{Value(random, depth - 1)},\"stream\":{Value(random, depth - 1)}}}",
        _ => $"{{\"stream_options\" : {Value(random, depth - 1)} }}",
    };

    static string Text(Random random) => new[] { "\"m\"", "\"\"", "\"gpt-4o\"", "\"\\u00e9\\n\\\"\"", "\"漢\U0001F600\"", "\"a/b:c\"", "\"\\\\\"" }[random.Next(7)];
}
