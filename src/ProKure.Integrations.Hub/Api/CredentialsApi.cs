using System.Collections.Immutable;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Wire;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Credentials of external systems. Secrets come in and never go out again.</summary>
internal static class CredentialsApi
{
    private static readonly ResourceKind<CredentialConfig, CredentialRequest, CredentialResponse> Kind = new()
    {
        Kind = ConfigurationKind.Credential,
        Path = "/credentials",
        Parameter = "credential",
        Noun = "credential",
        Plural = "credentials",
        Rows = configuration => configuration.Credentials,
        CodeOf = request => request.Code,
        ToRow = ToRow,
        ToResponse = ToResponse,
        RequestType = HubJson.Default.CredentialRequest,
        ResponseType = HubJson.Default.CredentialResponse,
        ListType = HubJson.Default.ListResponseCredentialResponse,
    };

    public static void MapCredentials(this RouteGroupBuilder api, ConfigurationEditor editor) =>
        new ResourceRoutes<CredentialConfig, CredentialRequest, CredentialResponse>(Kind, editor).Map(api);

    private static CredentialConfig ToRow(CredentialRequest request, ConfigurationKey key, CredentialConfig? standing) => new()
    {
        Code = key.Code,
        System = request.System,
        Name = request.Name,
        Type = request.Type,
        Basic = request.Basic?.ToConfig(),
        ApiKey = request.ApiKey?.ToConfig(),
        Oauth2 = request.Oauth2?.ToConfig(),
        Hmac = request.Hmac?.ToConfig(),
        ProbePath = request.ProbePath,
        Given = request.Secrets?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? ImmutableSortedDictionary<string, SecretText>.Empty,
    };

    private static CredentialResponse ToResponse(Versioned<CredentialConfig> stored) => new()
    {
        Code = stored.Row.Code,
        System = stored.Row.System,
        Name = stored.Row.Name,
        Type = stored.Row.Type,
        Basic = stored.Row.Basic?.ToBody(),
        ApiKey = stored.Row.ApiKey?.ToBody(),
        Oauth2 = stored.Row.Oauth2?.ToBody(),
        Hmac = stored.Row.Hmac?.ToBody(),
        ProbePath = stored.Row.ProbePath,
        SecretFingerprints = stored.Row.Secrets.Fingerprints,
        MasterKeyId = stored.Row.Secrets.IsEmpty ? null : stored.Row.Secrets.KeyId,
        Version = stored.Version,
        ChangedAt = stored.ChangedAt,
        ChangedBy = stored.ChangedBy,
    };
}
