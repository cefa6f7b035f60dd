namespace Sluice.IntegrationTests.Listeners;

/// <summary>Waits for what another thread or process brings about; fails, with what was seen last, when it does not come.</summary>
internal static class Until
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition, Func<string>? state = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"Still not so after {Patience.TotalSeconds} s. {state?.Invoke()}");
            await Task.Delay(5);
        }
    }
}
