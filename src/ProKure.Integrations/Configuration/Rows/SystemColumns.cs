using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Configuration.Rows;

internal sealed class SystemColumns() : RowColumns<SystemConfig>(
    "external_system",
    ["code"],
    [
        "name", "organization", "base_url", "enabled", "connect_timeout_ms", "timeout_ms", "max_connections", "headers", "redacted_fields",
        "outbound_allow_hosts", "outbound_allow_networks", "outbound_max_redirects", "outbound_ca_certificates", "redaction", "rate_limit_policy", "credential",
        "retention_class", "capture",
    ])
{
    public override SystemConfig Read(IRowReader row) => new()
    {
        Code = row.ReadText(),
        Name = row.ReadText(),
        Organization = row.ReadTextOrNull(),
        BaseUrl = new Uri(row.ReadText()),
        Enabled = row.ReadBoolean(),
        ConnectTimeout = row.ReadDuration(),
        Timeout = row.ReadDuration(),
        MaxConnections = row.ReadInt32(),
        Headers = row.ReadMap(),
        RedactedFields = row.ReadList(),
        Outbound = new OutboundConfig
        {
            AllowHosts = row.ReadList(),
            AllowNetworks = row.ReadList(),
            MaxRedirects = row.ReadInt32(),
            CaCertificates = row.ReadTextOrNull(),
        },
        Redaction = RedactionConfigJson.Read(row.ReadText()),
        RateLimitPolicy = row.ReadTextOrNull(),
        Credential = row.ReadTextOrNull(),
        RetentionClass = row.ReadTextOrNull(),
        Capture = row.ReadSectionOrNull<CaptureConfig>() ?? CaptureConfig.Standard,
    };

    public override void Bind<TWriter>(TWriter writer, SystemConfig row) => writer
        .Bind(row.Code).Bind(row.Name).Bind(row.Organization).Bind(row.BaseUrl.OriginalString).Bind(row.Enabled)
        .Bind(row.ConnectTimeout).Bind(row.Timeout).Bind(row.MaxConnections).Bind(row.Headers).Bind(row.RedactedFields)
        .Bind(row.Outbound.AllowHosts).Bind(row.Outbound.AllowNetworks).Bind(row.Outbound.MaxRedirects).Bind(row.Outbound.CaCertificates)
        .BindDocument(RedactionConfigJson.Write(row.Redaction)).Bind(row.RateLimitPolicy).Bind(row.Credential)
        .Bind(row.RetentionClass).BindSection(row.Capture);

    public override IEnumerable<(string Field, ConfigurationKey Key)> References(SystemConfig row)
    {
        if (row.Organization is not null)
            yield return ("organization", new ConfigurationKey(ConfigurationKind.Organization, null, row.Organization));
        if (row.RateLimitPolicy is not null)
            yield return ("rate_limit_policy", new ConfigurationKey(ConfigurationKind.RateLimitPolicy, null, row.RateLimitPolicy));
        if (row.RetentionClass is not null)
            yield return ("retention_class", new ConfigurationKey(ConfigurationKind.RetentionClass, null, row.RetentionClass));
        if (row.Credential is not null)
            yield return ("credential", new ConfigurationKey(ConfigurationKind.Credential, null, row.Credential));
    }
}
