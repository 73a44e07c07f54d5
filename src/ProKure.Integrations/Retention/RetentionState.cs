namespace ProKure.Integrations.Retention;

/// <summary>What this process last did, for whoever asks how the hub is.</summary>
public sealed class RetentionState
{
    // Written by the job alone.
    private volatile RetentionRun? _last;

    /// <summary>The last run of this process, or the one under way; null for none.</summary>
    public RetentionRun? Last
    {
        get => _last;
        internal set => _last = value;
    }
}
