using Sluice.Diagnosis.Origins;

namespace Sluice.Tests.Diagnosis.Origins;

/// <summary>What a query or a model name asks of the reference origin.</summary>
public sealed class OriginSettingsTests
{
    [Theory]
    [InlineData("plan", "250ms-200b-x4-5ms-x300")]
    [InlineData("rate", "50")]
    [InlineData("silence", "10s@20")]
    [InlineData("framing", "http10")]
    [InlineData("headers", "accel,no-transform")]
    [InlineData("cut", "reset@5")]
    [InlineData("compress", "br")]
    public void A_setting_survives_being_written_as_query_and_as_model(string name, string value)
    {
        var settings = new OriginSettings();
        Assert.Null(settings.Set(name, value));
        var asked = settings.Request;

        var query = new OriginSettings();
        foreach (var part in asked.ToQuery().Split('&'))
            Assert.Null(query.Set(part.Split('=')[0], part.Split('=')[1]));
        Assert.Equal(asked.ToQuery(), query.Request.ToQuery());

        var model = new OriginSettings();
        Assert.Null(model.SetModel(asked.ToModel("provider/origin")));
        Assert.Equal(asked.ToQuery(), model.Request.ToQuery());
    }

    [Theory]
    [InlineData("plan", "5ms-potato", "'potato' is no part of a plan")]
    [InlineData("rate", "0", "from 0.001 to 10000")]
    [InlineData("framing", "3", "expected one of chunked, close, http10, length")]
    [InlineData("headers", "maybe", "expected on, off, accel or no-transform")]
    [InlineData("count", "0", "at least one event")]
    [InlineData("colour", "blue", "is no setting of the reference origin")]
    [InlineData("silence", "long", "a duration such as")]
    public void A_wrong_setting_is_refused_with_what_was_expected(string name, string value, string named) =>
        Assert.Contains(named, new OriginSettings().Set(name, value), StringComparison.Ordinal);

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("")]
    public void A_model_that_is_none_of_the_origins_asks_for_the_default_stream(string model)
    {
        var settings = new OriginSettings();
        Assert.Null(settings.SetModel(model));
        Assert.Equal(new OriginRequest().ToQuery(), settings.Request.ToQuery());
    }

    [Fact]
    public void A_stamp_is_read_as_it_was_written()
    {
        var stamp = new OriginStamp("ab12", 7, 306, TimeSpan.FromMicroseconds(1_234_567));
        Assert.Equal(stamp, OriginStamp.Parse(stamp.ToString().AsSpan(OriginStamp.Mark.Length).TrimEnd(';')));
    }

    [Theory]
    [InlineData("a:b:c:d")]
    [InlineData("run:1:2")]
    [InlineData("run:1:2:99999999999999999999999")]
    [InlineData(":1:2:3")]
    public void What_only_looks_like_a_stamp_is_none(string text) => Assert.Null(OriginStamp.Parse(text));
}
