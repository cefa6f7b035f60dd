using System.Runtime.CompilerServices;

namespace Sluice.IntegrationTests.Harness;

static class InlineCompletions
{
    /// <summary>The tests run with the same switches as the product: a blocking call on the path shows here as a hang.</summary>
    [ModuleInitializer]
    internal static void SwitchOn() => Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
}
