namespace Sluice.IntegrationTests.Harness;

/// <summary>For tests that measure real time or memory: they run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
