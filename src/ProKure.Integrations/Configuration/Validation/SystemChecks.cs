namespace ProKure.Integrations.Configuration.Validation;

internal static class SystemChecks
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>The longest call; a delivery's lease has to outlive it.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    private static readonly TimeSpan LongestConnect = TimeSpan.FromMinutes(2);

    public static void Check(SystemConfig system, RowFaults faults, KnownRows known)
    {
        FieldChecks.Code(faults, "code", system.Code);
        FieldChecks.Name(faults, "name", system.Name);
        if (system.Organization is not null)
            known.Require(faults, "organization", new ConfigurationKey(ConfigurationKind.Organization, null, system.Organization));
        BaseUrlChecks.Check(faults, "base_url", system.BaseUrl);
        FieldChecks.Range(faults, "connect_timeout", system.ConnectTimeout, Shortest, LongestConnect);
        CheckTimeout(faults, "timeout", system.Timeout);
        FieldChecks.Range(faults, "max_connections", system.MaxConnections, 1, 10_000, "connections");
        if (system.RateLimitPolicy is not null)
            known.Require(faults, "rate_limit_policy", new ConfigurationKey(ConfigurationKind.RateLimitPolicy, null, system.RateLimitPolicy));
        RetentionClassChecks.CheckUse(faults, known, system.RetentionClass);
        HeaderChecks.CheckNames(faults, "headers", system.Headers.Keys);
        foreach (var (name, value) in system.Headers)
            HeaderChecks.CheckFixedValue(faults, WirePath.Member("headers", name), value);
        if (system.Credential is { } credential)
            CredentialChecks.CheckUse(faults, known, system.Code, credential);
        OutboundChecks.Check(faults, "outbound", system.Outbound);
        RedactionChecks.CheckFields(faults, "redacted_fields", system.RedactedFields);
        RedactionChecks.Check(faults, "redaction", system.Redaction);
        CaptureChecks.Check(faults, "capture", system.Capture);
    }

    public static void CheckTimeout(RowFaults faults, string path, TimeSpan timeout) =>
        FieldChecks.Range(faults, path, timeout, Shortest, LongestTimeout);
}
