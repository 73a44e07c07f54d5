namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Where something of a call may be left.</summary>
internal static class Places
{
    /// <summary>The log: MongoDB, or its SQLite file.</summary>
    public const string Log = "log";

    /// <summary>Configuration, queue, kept answers, summaries, audit trail: PostgreSQL, or SQLite.</summary>
    public const string Database = "database";

    /// <summary>Everything in the data directory.</summary>
    public const string Files = "files";

    /// <summary>The spool while the log store is away.</summary>
    public const string Spool = "spool";

    /// <summary>Long bodies while the object store is away.</summary>
    public const string Outbox = "outbox";

    /// <summary>Long bodies, opened: as the API gives them.</summary>
    public const string Bodies = "bodies";

    /// <summary>Archive files, opened: as the API gives their documents.</summary>
    public const string Archive = "archive";

    /// <summary>What the API answers about all that happened.</summary>
    public const string Api = "api";

    /// <summary>What the callers of failed invocations were told.</summary>
    public const string Problems = "problems";

    /// <summary>The hub's own log at the level Trace, with exceptions.</summary>
    public const string Lines = "lines";

    public const string Console = "console";

    public const string Traces = "traces";

    public const string Metrics = "metrics";
}
