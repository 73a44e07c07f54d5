using ProKure.Integrations.Authentication;
using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Configuration.Rows;

internal sealed class CredentialColumns() : RowColumns<CredentialConfig>(
    "credential",
    ["code"],
    [
        "system_code", "name", "type", "basic", "api_key", "oauth2", "hmac", "probe_path",
        "key_id", "wrapped_key", "content", "fingerprints",
    ])
{
    public override CredentialConfig Read(IRowReader row) => new()
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

    public override void Bind<TWriter>(TWriter writer, CredentialConfig row)
    {
        if (!row.Given.IsEmpty)
            throw new ArgumentException($"The secrets of {row.Key} are not sealed.", nameof(row));
        writer
            .Bind(row.Code).Bind(row.System).Bind(row.Name).Bind(row.Type)
            .BindSection(row.Basic).BindSection(row.ApiKey).BindSection(row.Oauth2).BindSection(row.Hmac).Bind(row.ProbePath);
        if (row.Secrets.IsEmpty)
            writer.Bind((string?)null).Bind((ReadOnlyMemory<byte>?)null).Bind((ReadOnlyMemory<byte>?)null);
        else
            writer.Bind(row.Secrets.KeyId).Bind(row.Secrets.WrappedKey).Bind(row.Secrets.Content);
        writer.Bind(row.Secrets.Fingerprints);
    }

    public override IEnumerable<(string Field, ConfigurationKey Key)> References(CredentialConfig row)
    {
        if (row.System is not null)
            yield return ("system", SystemKey(row.System));
    }

    private static SealedSecrets ReadSecrets(IRowReader row)
    {
        if (row.ReadTextOrNull() is not { } keyId)
        {
            _ = (row.ReadNull(), row.ReadNull(), row.ReadMap());
            return SealedSecrets.None;
        }

        return new SealedSecrets { KeyId = keyId, WrappedKey = row.ReadBytes(), Content = row.ReadBytes(), Fingerprints = row.ReadMap() };
    }
}
