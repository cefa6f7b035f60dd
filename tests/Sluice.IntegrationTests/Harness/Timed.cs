using Xunit.Abstractions;
using Xunit.Sdk;

namespace Sluice.IntegrationTests.Harness;

/// <summary>
/// A test that judges real time. It is run up to three times and holds if one run holds: a stall of a busy machine befalls one run, a hop that
/// buffers or forgets to cancel befalls each. Tests that judge anything else are never run again.
/// </summary>
[XunitTestCaseDiscoverer("Sluice.IntegrationTests.Harness." + nameof(TimedFactDiscoverer), "Sluice.IntegrationTests")]
public sealed class TimedFactAttribute : FactAttribute;

/// <summary>The same for a test with data: each row has its own runs.</summary>
[XunitTestCaseDiscoverer("Sluice.IntegrationTests.Harness." + nameof(TimedTheoryDiscoverer), "Sluice.IntegrationTests")]
public sealed class TimedTheoryAttribute : TheoryAttribute;

/// <summary>Found by its name.</summary>
public sealed class TimedFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new TimedTestCase(diagnostics, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}

/// <summary>Found by its name.</summary>
public sealed class TimedTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute, object[] dataRow) =>
        [new TimedTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, dataRow)];
}

/// <summary>Reports only the run that counts; a failed one before it is told to the diagnostics.</summary>
public sealed class TimedTestCase : XunitTestCase
{
    const int Runs = 3;

    [Obsolete("Called by the deserializer.")]
    public TimedTestCase()
    {
    }

    public TimedTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method, object[]? arguments = null)
        : base(diagnostics, display, options, method, arguments)
    {
    }

    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    {
        for (var run = 1; ; run++)
        {
            using var held = new HeldMessages(messageBus);
            var summary = await base.RunAsync(diagnosticMessageSink, held, constructorArguments, new ExceptionAggregator(aggregator), cancellationTokenSource);
            if (summary.Failed == 0 || run == Runs || cancellationTokenSource.IsCancellationRequested)
            {
                held.Release();
                return summary;
            }

            Console.WriteLine($"{DisplayName}: run {run} of {Runs} did not hold ({held.Failure}); once more.");
        }
    }

    sealed class HeldMessages(IMessageBus bus) : IMessageBus
    {
        readonly List<IMessageSinkMessage> _messages = [];

        public string? Failure { get; private set; }

        public bool QueueMessage(IMessageSinkMessage message)
        {
            lock (_messages)
                _messages.Add(message);
            if (message is ITestFailed failed)
                Failure = failed.Messages.FirstOrDefault()?.ReplaceLineEndings(" ");
            return true;
        }

        public void Release()
        {
            foreach (var message in _messages)
                bus.QueueMessage(message);
        }

        public void Dispose()
        {
        }
    }
}
