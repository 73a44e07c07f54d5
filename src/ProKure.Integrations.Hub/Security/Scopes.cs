namespace ProKure.Integrations.Hub.Security;

/// <summary>What an API key may do.</summary>
internal static class Scopes
{
    /// <summary>Run endpoints.</summary>
    public const string Invoke = "invoke";

    /// <summary>Read log documents and traces.</summary>
    public const string LogsRead = "logs:read";

    /// <summary>Cancel, retry, resolve and replay deliveries, one or many.</summary>
    public const string DeliveriesManage = "deliveries:manage";

    /// <summary>Read configuration and its history, try mappings.</summary>
    public const string ConfigRead = "config:read";

    /// <summary>Create and change configuration.</summary>
    public const string ConfigWrite = "config:write";

    /// <summary>Create, list and disable API keys that have no more rights than the key used.</summary>
    public const string KeysManage = "keys:manage";

    /// <summary>Read the audit trail.</summary>
    public const string AuditRead = "audit:read";

    /// <summary>Erase what was exchanged about an entity, approve it, read the proof.</summary>
    public const string ErasuresManage = "erasures:manage";

    /// <summary>Place and release legal holds, run retention.</summary>
    public const string RetentionManage = "retention:manage";

    /// <summary>Run and verify the archive, bring archived documents back.</summary>
    public const string ArchiveManage = "archive:manage";

    /// <summary>Everything.</summary>
    public const string Admin = "admin";

    public static readonly IReadOnlyList<string> All = [Invoke, LogsRead, DeliveriesManage, ConfigRead, ConfigWrite, KeysManage, AuditRead, ErasuresManage, RetentionManage, ArchiveManage, Admin];
}
