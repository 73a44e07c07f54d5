namespace ProKure.Integrations.Reconciliation;

/// <summary>
/// One thing that the reconciler looks after. A run does a bounded part and remembers its place; what it does must be harmless when it is done twice or
/// by two.
/// </summary>
internal interface IReconciliationStep
{
    /// <summary>What it looks after, for the operator.</summary>
    string Name { get; }

    /// <summary>Does the next part.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
