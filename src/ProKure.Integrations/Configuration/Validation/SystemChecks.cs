namespace ProKure.Integrations.Configuration.Validation;

internal static class SystemChecks
{
    private const int MaxRedactedFieldLength = 128;
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
        HeaderChecks.CheckNames(faults, "headers", system.Headers.Keys);
        foreach (var (name, value) in system.Headers)
            HeaderChecks.CheckFixedValue(faults, WirePath.Member("headers", name), value);
        CheckRedactedFields(system, faults);
        OutboundChecks.Check(faults, "outbound", system.Outbound);
    }

    public static void CheckTimeout(RowFaults faults, string path, TimeSpan timeout) =>
        FieldChecks.Range(faults, path, timeout, Shortest, LongestTimeout);

    private static void CheckRedactedFields(SystemConfig system, RowFaults faults)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < system.RedactedFields.Length; i++)
        {
            var (path, field) = (WirePath.Item("redacted_fields", i), system.RedactedFields[i]);
            FieldChecks.Line(faults, path, field, "a field's name", MaxRedactedFieldLength);
            if (!seen.Add(field))
                faults.Add(path, $"{Shown.Value(field)} stands there twice; letter case does not matter.");
        }
    }
}
