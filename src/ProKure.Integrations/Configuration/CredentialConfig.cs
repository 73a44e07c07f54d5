using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ProKure.Integrations.Authentication;

namespace ProKure.Integrations.Configuration;

/// <summary>How the hub proves to an external system who it is. Settings are public; secrets are kept encrypted and never shown.</summary>
public sealed record CredentialConfig : IConfigurationRow
{
    /// <summary>Code, as <c>SAP_OAUTH</c>; unique among all credentials.</summary>
    public required string Code { get; init; }

    /// <summary>Code of the only system that may use it; null for every system that names it.</summary>
    public string? System { get; init; }

    /// <summary>Name for people; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>What is sent.</summary>
    public required CredentialType Type { get; init; }

    /// <summary>User name, with <see cref="CredentialType.Basic"/>; null otherwise.</summary>
    public BasicConfig? Basic { get; init; }

    /// <summary>Where the key goes, with <see cref="CredentialType.ApiKey"/>; null otherwise.</summary>
    public ApiKeyPlacementConfig? ApiKey { get; init; }

    /// <summary>Where tokens come from, with the types of OAuth 2.0; null otherwise.</summary>
    public Oauth2Config? Oauth2 { get; init; }

    /// <summary>What is signed and how, with <see cref="CredentialType.Hmac"/>; null otherwise.</summary>
    public HmacConfig? Hmac { get; init; }

    /// <summary>Path below the system's base URL that a test of the credential may GET; null tests without asking the system.</summary>
    public string? ProbePath { get; init; }

    /// <summary>The secrets as they are stored. Default none.</summary>
    public SealedSecrets Secrets { get; init; } = SealedSecrets.None;

    /// <summary>
    /// Secrets that somebody gave with this change, which are not sealed yet; what is not among them stays as it is. Empty in every row that is stored.
    /// </summary>
    [JsonIgnore]
    public ImmutableSortedDictionary<string, SecretText> Given { get; init; } = ImmutableSortedDictionary<string, SecretText>.Empty;

    /// <inheritdoc/>
    public ConfigurationKey Key => new(ConfigurationKind.Credential, null, Code);
}

/// <summary>Ways to prove who calls. Each may be combined with a client certificate.</summary>
public enum CredentialType
{
    /// <summary>Nothing is sent.</summary>
    None,

    /// <summary>User name and password (RFC 7617).</summary>
    Basic,

    /// <summary>A fixed key in a header or in the query.</summary>
    ApiKey,

    /// <summary>A fixed token (RFC 6750).</summary>
    Bearer,

    /// <summary>An access token that the hub asks for in its own name (RFC 6749, section 4.4).</summary>
    Oauth2ClientCredentials,

    /// <summary>An access token that a refresh token gives (RFC 6749, section 6), which may change with each use.</summary>
    Oauth2RefreshToken,

    /// <summary>A signature over the request.</summary>
    Hmac,

    /// <summary>A client certificate in the TLS handshake, and nothing besides.</summary>
    ClientCertificate,
}

/// <summary>Basic authentication. Its secret is <c>password</c>.</summary>
public sealed record BasicConfig
{
    /// <summary>The user; without a colon.</summary>
    public required string Username { get; init; }
}

/// <summary>Where a fixed key goes. Its secret is <c>api_key</c>.</summary>
public sealed record ApiKeyPlacementConfig
{
    /// <summary>Header or query. Default header: queries are written into the logs of many servers and proxies.</summary>
    public ApiKeyPlace In { get; init; }

    /// <summary>Name of the header or query parameter.</summary>
    public required string Name { get; init; }

    /// <summary>Stands in front of the key, as <c>Token </c>; null for nothing.</summary>
    public string? Prefix { get; init; }
}

/// <summary>Where a key is put.</summary>
public enum ApiKeyPlace
{
    /// <summary>A request header.</summary>
    Header,

    /// <summary>A query parameter.</summary>
    Query,
}
