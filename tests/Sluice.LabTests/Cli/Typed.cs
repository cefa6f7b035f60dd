using Sluice.Cli;

namespace Sluice.LabTests.Cli;

/// <summary><c>sluice probe</c> as it is typed, in this process.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">What it prints.</param>
/// <param name="Error">What it says on standard error.</param>
internal sealed record Typed(int Code, string Output, string Error)
{
    const int Attempts = 3;

    /// <summary>Ends with that code; what it said instead is in the message.</summary>
    public void EndsWith(int code) => Assert.True(Code == code, $"exit code {Code}, expected {code}:\n{Output}\n{Error}");

    /// <summary>Runs it until it says that, three times at most: a machine that stalls for a second holds events back like a proxy does.</summary>
    public static async Task<Typed> ProbeUntilAsync(Func<Typed, bool> says, params string[] arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            var typed = await ProbeAsync(arguments);
            if (says(typed) || attempt == Attempts)
                return typed;
        }
    }

    /// <summary>Runs it once.</summary>
    public static async Task<Typed> ProbeAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var parsed = Probe.Create().Parse(arguments);
        var code = await parsed.InvokeAsync(new() { Output = output, Error = error });
        return new(parsed.Errors.Count > 0 ? 2 : code, output.ToString(), error.ToString());
    }
}
