namespace ProKure.EndToEnd.Faults;

/// <summary>Tests with servers of their own run one after the other: each needs the machine for itself.</summary>
[CollectionDefinition(nameof(HybridTests), DisableParallelization = true)]
public sealed class HybridTests;
