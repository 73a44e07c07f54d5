using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Configuration;

internal sealed class CredentialTable() : RowTable<CredentialConfig>(
    "credential",
    ["code"],
    [
        "system_code", "name", "type", "basic", "api_key", "oauth2", "hmac", "probe_path",
        "key_id", "wrapped_key", "content", "fingerprints",
    ])
{
    protected override CredentialConfig Read(Row row) => new()
    {
        Code = row.ReadText(),
        System = row.ReadTextOrNull(),
        Name = row.ReadTextOrNull(),
        Type = row.ReadName<CredentialType>(),
        Basic = row.ReadSectionOrNull<BasicConfig>(),
        ApiKey = row.ReadSectionOrNull<ApiKeyPlacementConfig>(),
        Oauth2 = row.ReadSectionOrNull<Oauth2Config>(),
        Hmac = row.ReadSectionOrNull<HmacConfig>(),
        ProbePath = row.ReadTextOrNull(),
        Secrets = ReadSecrets(row),
    };

    protected override void Bind(Statement statement, CredentialConfig row)
    {
        if (!row.Given.IsEmpty)
            throw new ArgumentException($"The secrets of {row.Key} are not sealed.", nameof(row));
        statement
            .Bind(row.Code).Bind(row.System).Bind(row.Name).Bind(row.Type)
            .BindSection(row.Basic).BindSection(row.ApiKey).BindSection(row.Oauth2).BindSection(row.Hmac).Bind(row.ProbePath);
        if (row.Secrets.IsEmpty)
            statement.Bind((string?)null).Bind((ReadOnlyMemory<byte>?)null).Bind((ReadOnlyMemory<byte>?)null);
        else
            statement.Bind(row.Secrets.KeyId).Bind(row.Secrets.WrappedKey).Bind(row.Secrets.Content);
        statement.Bind(row.Secrets.Fingerprints);
    }

    protected override IEnumerable<(string Field, ConfigurationKey Key)> References(CredentialConfig row)
    {
        if (row.System is not null)
            yield return ("system", SystemKey(row.System));
    }

    private static SealedSecrets ReadSecrets(Row row)
    {
        if (row.ReadTextOrNull() is not { } keyId)
        {
            _ = (row.ReadNull(), row.ReadNull(), row.ReadMap());
            return SealedSecrets.None;
        }

        return new SealedSecrets { KeyId = keyId, WrappedKey = row.ReadBytes(), Content = row.ReadBytes(), Fingerprints = row.ReadMap() };
    }
}
