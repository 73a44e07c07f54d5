namespace ProKure.Integrations.Postgres.Schema;

/// <summary>The numbers under which the hubs lock what no table stands for. Advisory locks are a database's own, so two hubs on two databases never meet.</summary>
internal static class AdvisoryLock
{
    /// <summary>One hub at a time migrates.</summary>
    public const long Migration = 0x50726F4B_00000001;

    /// <summary>One batch at a time changes summaries and their roll-ups.</summary>
    public const long Summaries = 0x50726F4B_00000002;

    /// <summary>One hub at a time makes and drops partitions.</summary>
    public const long Partitions = 0x50726F4B_00000003;
}
