using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>How the hub proves to an external system who it is.</summary>
internal sealed record CredentialRequest
{
    /// <summary>Code, as <c>SAP_OAUTH</c>; needed to create with POST.</summary>
    public string? Code { get; init; }

    /// <summary>Code of the only system that may use it; null for every system that names it.</summary>
    public string? System { get; init; }

    /// <summary>Name for people; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>What is sent.</summary>
    public required CredentialType Type { get; init; }

    /// <summary>User name, with the type BASIC.</summary>
    public BasicBody? Basic { get; init; }

    /// <summary>Where the key goes, with the type API_KEY.</summary>
    public ApiKeyPlacementBody? ApiKey { get; init; }

    /// <summary>Where tokens come from, with the types of OAuth 2.0.</summary>
    public Oauth2Body? Oauth2 { get; init; }

    /// <summary>What is signed and how, with the type HMAC.</summary>
    public HmacBody? Hmac { get; init; }

    /// <summary>Path below the system's base URL that a test of the credential may GET; null tests without asking the system.</summary>
    public string? ProbePath { get; init; }

    /// <summary>Secrets by name. Never shown again; what is left out stays as it is, an empty text removes.</summary>
    public IReadOnlyDictionary<string, SecretText>? Secrets { get; init; }
}

/// <summary>How the hub proves to an external system who it is. Secrets are never shown.</summary>
internal sealed record CredentialResponse : StoredResponse
{
    /// <summary>Code, as <c>SAP_OAUTH</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Code of the only system that may use it; null for every system that names it.</summary>
    public required string? System { get; init; }

    /// <summary>Name for people; null for none.</summary>
    public required string? Name { get; init; }

    /// <summary>What is sent.</summary>
    public required CredentialType Type { get; init; }

    /// <summary>User name, with the type BASIC.</summary>
    public required BasicBody? Basic { get; init; }

    /// <summary>Where the key goes, with the type API_KEY.</summary>
    public required ApiKeyPlacementBody? ApiKey { get; init; }

    /// <summary>Where tokens come from, with the types of OAuth 2.0.</summary>
    public required Oauth2Body? Oauth2 { get; init; }

    /// <summary>What is signed and how, with the type HMAC.</summary>
    public required HmacBody? Hmac { get; init; }

    /// <summary>Path below the system's base URL that a test of the credential may GET.</summary>
    public required string? ProbePath { get; init; }

    /// <summary>
    /// The secrets that are set, each with a short fingerprint: it tells whether the secret changed, and cannot be used to guess it.
    /// </summary>
    public required IReadOnlyDictionary<string, string> SecretFingerprints { get; init; }

    /// <summary>Id of the master key that the secrets are encrypted with; null where there are none.</summary>
    public required string? MasterKeyId { get; init; }
}

/// <summary>Basic authentication; its secret is <c>password</c>.</summary>
internal sealed record BasicBody
{
    /// <summary>The user; without a colon.</summary>
    public required string Username { get; init; }
}

/// <summary>Where a fixed key goes; its secret is <c>api_key</c>.</summary>
internal sealed record ApiKeyPlacementBody
{
    /// <summary>Header or query. Default HEADER.</summary>
    public ApiKeyPlace? In { get; init; }

    /// <summary>Name of the header or query parameter.</summary>
    public required string Name { get; init; }

    /// <summary>Stands in front of the key, as <c>Token </c>; null for nothing.</summary>
    public string? Prefix { get; init; }
}

/// <summary>Where access tokens come from, and how the hub proves to the token endpoint who it is.</summary>
internal sealed record Oauth2Body
{
    /// <summary>Absolute URL of the token endpoint. The system's outbound rules hold for it.</summary>
    public required Uri TokenUrl { get; init; }

    /// <summary>The client's id there.</summary>
    public required string ClientId { get; init; }

    /// <summary>How the client proves who it is. Default SECRET_BASIC.</summary>
    public Oauth2ClientAuth? ClientAuth { get; init; }

    /// <summary>Scopes to ask for, separated by spaces; null for those that the server gives by itself.</summary>
    public string? Scope { get; init; }

    /// <summary>The API that the token is for, as several servers want it; null for none.</summary>
    public string? Audience { get; init; }

    /// <summary>The API that the token is for, as a URI; null for none.</summary>
    public string? Resource { get; init; }

    /// <summary>How assertions are signed, with PRIVATE_KEY_JWT. Default RS256.</summary>
    public JwtAlgorithm? JwtAlgorithm { get; init; }

    /// <summary>The <c>kid</c> in the header of assertions; null for none.</summary>
    public string? JwtKeyId { get; init; }

    /// <summary>The <c>aud</c> of assertions; null for the token URL.</summary>
    public string? JwtAudience { get; init; }
}

/// <summary>A signature over the request; its secret is <c>hmac_key</c>.</summary>
internal sealed record HmacBody
{
    /// <summary>A form that is known by name. Default CUSTOM.</summary>
    public HmacPreset? Preset { get; init; }

    /// <summary>The public name of the key, with AWS the access key id; null for none.</summary>
    public string? KeyId { get; init; }

    /// <summary>The hash. Default SHA256.</summary>
    public HmacAlgorithm? Algorithm { get; init; }

    /// <summary>How the signature is written. Default HEX.</summary>
    public BinaryText? Encoding { get; init; }

    /// <summary>What the secret is written in. Default TEXT.</summary>
    public HmacKeyForm? KeyForm { get; init; }

    /// <summary>What is signed, with placeholders in braces; null with a preset.</summary>
    public string? CanonicalString { get; init; }

    /// <summary>The headers that are sent, with placeholders; one holds <c>{signature}</c>. Left out with a preset.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>With AWS: the region, as <c>eu-central-1</c>; null otherwise.</summary>
    public string? Region { get; init; }

    /// <summary>With AWS: the service, as <c>execute-api</c>; null otherwise.</summary>
    public string? Service { get; init; }
}
