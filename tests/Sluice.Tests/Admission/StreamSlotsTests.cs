using Sluice.Admission;

namespace Sluice.Tests.Admission;

public sealed class StreamSlotsTests
{
    const long Plenty = 1L << 40;

    [Fact]
    public void A_configured_number_is_the_number()
    {
        var slots = new StreamSlots();
        slots.Resize(3, descriptors: 1024, memory: 1);

        Assert.Equal(3, slots.Total);
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => slots.TryTake()).ToArray());
        Assert.Equal(3, slots.Used);
        slots.Return();
        Assert.True(slots.TryTake());
        Assert.False(slots.TryTake());
    }

    [Theory]
    [InlineData(1024, Plenty, (1024 - 512) / 2)]
    [InlineData(1_048_576, Plenty, 28_232)]
    [InlineData(1_048_576, 256L << 20, 2048)]
    [InlineData(256, Plenty, 16)]
    [InlineData(null, Plenty, 28_232)]
    public void Without_one_the_scarcest_resource_decides(int? descriptors, long memory, int total)
    {
        var slots = new StreamSlots();
        slots.Resize(null, descriptors, memory);

        Assert.Equal(total, slots.Total);
    }

    [Fact]
    public void Fewer_slots_than_are_in_use_refuse_until_enough_came_back()
    {
        var slots = new StreamSlots();
        slots.Resize(4, null, Plenty);
        for (var i = 0; i < 4; i++)
            Assert.True(slots.TryTake());

        slots.Resize(2, null, Plenty);
        Assert.False(slots.TryTake());
        slots.Return();
        slots.Return();
        Assert.False(slots.TryTake());
        slots.Return();
        Assert.True(slots.TryTake());
        Assert.Equal(2, slots.Used);
    }

    [Fact]
    public async Task Many_threads_never_hold_more_than_there_are()
    {
        var slots = new StreamSlots();
        slots.Resize(8, null, Plenty);
        var (held, most) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 20_000; i++)
            {
                if (!slots.TryTake())
                    continue;
                var now = Interlocked.Increment(ref held);
                InterlockedMax(ref most, now);
                if (random.Next(16) == 0)
                    Thread.Yield();
                Interlocked.Decrement(ref held);
                slots.Return();
            }
        })));

        Assert.InRange(most, 1, 8);
        Assert.Equal(0, slots.Used);
    }

    [Fact]
    public void The_descriptor_limit_is_read_where_the_system_tells_it() =>
        Assert.Equal(OperatingSystem.IsLinux(), StreamSlots.DescriptorLimit() > 0);

    static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); seen < now; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, now, seen);
    }
}
