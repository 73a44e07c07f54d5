namespace ProKure.Integrations.Logging;

/// <summary>Where a record must be before it counts as durable.</summary>
public enum LogDurability
{
    /// <summary>In the log store, or in the spool on the hub's own disk, from where it goes to the store later.</summary>
    StoreOrSpool,

    /// <summary>In the log store itself.</summary>
    Store,
}
