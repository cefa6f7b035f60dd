using Sluice.Configuration;
using Sluice.Dialects;
using Sluice.Relay;
using Sluice.Routing;

namespace Sluice.Tests.Routing;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData("fast", "fast")]
    [InlineData("gpt-4o", "gpt-*")]
    [InlineData("gpt-", "gpt-*")]
    [InlineData("claude-sonnet-5", "claude-*-5")]
    [InlineData("claude-5", "*")]
    [InlineData("anything", "*")]
    [InlineData("GPT-4o", "*")]
    public void The_first_route_that_matches_wins(string model, string route) =>
        Assert.Equal(route, Table("fast", "gpt-*", "claude-*-5", "*").Find(model)!.Route);

    [Fact]
    public void An_exact_name_behind_a_glob_that_matches_is_not_reached() =>
        Assert.Equal("gpt-*", Table("gpt-*", "gpt-4o").Find("gpt-4o")!.Route);

    [Fact]
    public void An_exact_name_before_a_glob_wins() =>
        Assert.Equal("gpt-4o", Table("gpt-4o", "gpt-*").Find("gpt-4o")!.Route);

    [Fact]
    public void The_first_of_two_equal_names_wins()
    {
        var table = new RouteTable(Options(Route("m", "a"), Route("m", "b")));

        Assert.Equal("a", table.Find("m")!.Candidates.Single().Endpoint.Name);
    }

    [Fact]
    public void What_no_route_covers_is_not_found()
    {
        var table = Table("fast", "gpt-*");

        Assert.Null(table.Find("slow"));
        Assert.Null(table.Find(""));
        Assert.False(table.HasCatchAll);
    }

    [Theory]
    [InlineData("a/m", "a", "m")]
    [InlineData("b/org/model:free", "b", "org/model:free")]
    public void A_selector_names_provider_and_model(string asked, string provider, string model)
    {
        var plan = Table("*").Find(asked)!;

        Assert.Equal(provider + "/*", plan.Route);
        Assert.Equal((provider, model), (plan.Candidates.Single().Endpoint.Name, plan.Candidates.Single().Model));
    }

    [Theory]
    [InlineData("c/m")]
    [InlineData("/m")]
    [InlineData("a/")]
    [InlineData("A/m")]
    public void What_names_no_provider_is_an_ordinary_model_name(string asked) =>
        Assert.Equal("*", Table("*").Find(asked)!.Route);

    [Fact]
    public void A_selector_gives_way_to_an_exact_name_and_to_a_glob_with_a_slash()
    {
        Assert.Equal("a/m", Table("a/m", "*").Find("a/m")!.Route);
        Assert.Equal("a/*-mini", Table("a/*-mini", "*").Find("a/gpt-mini")!.Route);
        Assert.Equal("a/*", Table("m*", "*").Find("a/m")!.Route);
    }

    [Fact]
    public void Candidates_keep_their_order_and_their_models()
    {
        var options = Options(new RouteOptions { Model = "m", Candidates = [new("b", "x"), new("a", null), new("b", "y")] });

        var plan = new RouteTable(options).Find("m")!;

        Assert.Equal([("b", "x"), ("a", null), ("b", "y")], plan.Candidates.Select(c => (c.Endpoint.Name, c.Model)));
        Assert.Same(plan.Candidates[0].Endpoint, plan.Candidates[2].Endpoint);
    }

    [Fact]
    public void A_plan_carries_its_routes_own_clocks()
    {
        var clocks = TimeoutOptions.Default with { Idle = TimeSpan.FromSeconds(7) };
        var table = new RouteTable(Options(Route("m", "a") with { Timeouts = clocks, OnError = OnError.Abort }, Route("*", "a")));

        Assert.Equal((clocks, OnError.Abort), (table.Find("m")!.Timeouts, table.Find("m")!.OnError));
        Assert.Equal((TimeoutOptions.Default, OnError.Event), (table.Find("n")!.Timeouts, table.Find("n")!.OnError));
        Assert.Equal(TimeoutOptions.Default, table.Find("a/m")!.Timeouts);
    }

    [Fact]
    public void A_request_without_a_model_goes_to_the_catch_alls_candidates_first()
    {
        var table = new RouteTable(Options(Route("m", "a"), Route("*", "b")));

        Assert.Equal(["b", "a"], table.ForAny()!.Candidates.Select(c => c.Endpoint.Name));
        Assert.All(table.ForAny()!.Candidates, c => Assert.Null(c.Model));
    }

    [Fact]
    public void A_request_for_a_provider_goes_there_alone()
    {
        var table = Table("*");

        Assert.Equal("/p/b", table.ForProvider(table.Endpoint("b")!).Route);
        Assert.Null(table.Endpoint("c"));
        Assert.True(table.Endpoint("a")!.Speaks(DialectCatalog.OpenAIChat));
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "a", true)]
    [InlineData("a*", "a", true)]
    [InlineData("*a", "ba", true)]
    [InlineData("a*b*c", "aXbYc", true)]
    [InlineData("a*b*c", "abc", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("**", "x", true)]
    [InlineData("a", "ab", false)]
    [InlineData("ab", "a", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*ab", "aab", true)]
    [InlineData("a.b*", "aXb", false)]
    public void A_star_stands_for_any_run_of_characters(string pattern, string text, bool matches) =>
        Assert.Equal(matches, RouteTable.Matches(pattern, text));

    [Fact]
    public void A_glob_agrees_with_a_naive_matcher_on_random_texts()
    {
        var random = new Random(4711);
        for (var i = 0; i < 20_000; i++)
        {
            var pattern = Text(random, "ab*", 8);
            var text = Text(random, "ab", 10);

            Assert.True(RouteTable.Matches(pattern, text) == Naive(pattern, text), $"'{pattern}' on '{text}'");
        }
    }

    [Fact]
    public void A_hostile_glob_is_matched_in_time()
    {
        var pattern = string.Concat(Enumerable.Repeat("*a", 200));
        var text = new string('a', 20_000) + "b";

        Assert.False(RouteTable.Matches(pattern, text));
    }

    static bool Naive(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        if (pattern.IsEmpty)
            return text.IsEmpty;
        if (pattern[0] == '*')
            return Naive(pattern[1..], text) || (!text.IsEmpty && Naive(pattern, text[1..]));
        return !text.IsEmpty && pattern[0] == text[0] && Naive(pattern[1..], text[1..]);
    }

    static string Text(Random random, string letters, int longest) =>
        string.Concat(Enumerable.Range(0, random.Next(longest + 1)).Select(_ => letters[random.Next(letters.Length)]));

    static RouteTable Table(params string[] patterns) => new(Options([.. patterns.Select(pattern => Route(pattern, "a"))]));

    static RouteOptions Route(string pattern, string provider) => new() { Model = pattern, Candidates = [new CandidateOptions(provider, null)] };

    static GatewayOptions Options(params RouteOptions[] routes) => new()
    {
        Providers = [Provider("a"), Provider("b")],
        Routes = routes,
    };

    static ProviderOptions Provider(string name) => new() { Name = name, Type = "openai-compatible", BaseUrl = new Uri("http://127.0.0.1:9/v1") };
}
