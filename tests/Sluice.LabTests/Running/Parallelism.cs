// The lab takes longest, and its tests wait more than they work: it begins at once, beside the tests of the commands, however few cores there are.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
