namespace ProKure.Integrations.Sqlite.Retention;

/// <summary>The conditions of retention in SQL. A partial index is used where its condition stands in the query.</summary>
internal static class ExpirySql
{
    /// <summary>Old enough: class (null where there is none), now, made before.</summary>
    public static string Old(bool hasClass) => hasClass
        ? "retention_class = ?1 AND retention_class IS NOT NULL AND expires_at <= ?2 AND created_at <= ?3 AND status <> 'PENDING'"
        : "?1 IS NULL AND retention_class IS NULL AND created_at <= ?3 AND (expires_at IS NULL OR expires_at <= ?2) AND status <> 'PENDING'";

    /// <summary>The log along the index that finds the old ones.</summary>
    public static string Log(bool hasClass) => hasClass ? "integration_log INDEXED BY integration_log_expiry" : "integration_log INDEXED BY integration_log_unclassed";

    /// <summary>May go besides: ?4 says whether it must be archived.</summary>
    public const string MayGo = "legal_hold = 0 AND (?4 = 0 OR archive_key IS NOT NULL)";

    /// <summary>Documents that refer to objects: class, made before.</summary>
    public const string WithBodies = """
        integration_log AS l WHERE l.log_id IN (
            SELECT log_id FROM log_request WHERE reference_store IS NOT NULL AND reference_store <> 'EXPIRED'
            UNION SELECT log_id FROM log_response WHERE reference_store IS NOT NULL AND reference_store <> 'EXPIRED')
        AND l.retention_class = ?1 AND l.created_at <= ?2 AND l.legal_hold = 0 AND l.status <> 'PENDING'
        """;

    /// <summary>The objects that a document refers to, of <c>l</c>.</summary>
    public const string Objects = """
        (SELECT reference_key FROM log_request AS q WHERE q.log_id = l.log_id AND q.reference_store <> 'EXPIRED'),
        (SELECT reference_key FROM log_response AS p WHERE p.log_id = l.log_id AND p.reference_store <> 'EXPIRED')
        """;
}
