using Sluice.Admission;
using Sluice.Configuration;
using Sluice.Relay;

namespace Sluice;

/// <summary>What all exchanges share: the current snapshot, the clock, the slots, the drain.</summary>
public sealed class GatewayState(GatewayOptions options, TimeProvider time) : IDisposable
{
    GatewaySnapshot _snapshot = new(options);

    /// <summary>The configuration in force; an exchange reads it once.</summary>
    public GatewaySnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The timing wheel of all streams.</summary>
    public TimingWheel Wheel { get; } = new(time, TimeSpan.FromMilliseconds(20));

    /// <summary>Stream slots.</summary>
    public StreamSlots Slots { get; } = Sized(options);

    /// <summary>Readiness and drain.</summary>
    public DrainState Drain { get; } = new();

    /// <summary>Puts another configuration in force. Running exchanges keep theirs; listeners are not touched.</summary>
    public void Apply(GatewayOptions options)
    {
        var snapshot = new GatewaySnapshot(options);
        Slots.Resize(options.Limits.Streams, StreamSlots.DescriptorLimit(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        Volatile.Write(ref _snapshot, snapshot);
    }

    static StreamSlots Sized(GatewayOptions options)
    {
        var slots = new StreamSlots();
        slots.Resize(options.Limits.Streams, StreamSlots.DescriptorLimit(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        return slots;
    }

    /// <inheritdoc/>
    public void Dispose() => Wheel.Dispose();
}
