namespace ProKure.Integrations.Configuration;

/// <summary>Where access tokens come from, and how the hub proves to the token endpoint who it is.</summary>
public sealed record Oauth2Config
{
    /// <summary>Absolute URL of the token endpoint. The system's outbound rules hold for it.</summary>
    public required Uri TokenUrl { get; init; }

    /// <summary>The client's id there.</summary>
    public required string ClientId { get; init; }

    /// <summary>How the client proves who it is. Default: id and secret by basic authentication, which every server must support.</summary>
    public Oauth2ClientAuth ClientAuth { get; init; }

    /// <summary>Scopes to ask for, separated by spaces; null for those that the server gives by itself.</summary>
    public string? Scope { get; init; }

    /// <summary>The API that the token is for, as several servers want it; null for none.</summary>
    public string? Audience { get; init; }

    /// <summary>The API that the token is for, as a URI (RFC 8707); null for none.</summary>
    public string? Resource { get; init; }

    /// <summary>How assertions are signed, with <see cref="Oauth2ClientAuth.PrivateKeyJwt"/>. Default RS256.</summary>
    public JwtAlgorithm JwtAlgorithm { get; init; }

    /// <summary>The <c>kid</c> in the header of assertions; null for none.</summary>
    public string? JwtKeyId { get; init; }

    /// <summary>The <c>aud</c> of assertions; null for the token URL.</summary>
    public string? JwtAudience { get; init; }
}

/// <summary>How a client proves to the token endpoint who it is.</summary>
public enum Oauth2ClientAuth
{
    /// <summary>Id and secret by basic authentication (RFC 6749, section 2.3.1). Secret <c>client_secret</c>.</summary>
    SecretBasic,

    /// <summary>Id and secret in the body. Secret <c>client_secret</c>.</summary>
    SecretBody,

    /// <summary>A signed assertion (RFC 7523, section 2.2). Secret <c>private_key</c>, in PEM form.</summary>
    PrivateKeyJwt,

    /// <summary>The id alone: by a client certificate (RFC 8705), or as a public client.</summary>
    None,
}

/// <summary>Signatures of assertions (RFC 7518, section 3.1).</summary>
public enum JwtAlgorithm
{
    /// <summary>RSA with PKCS #1 v1.5 and SHA-256.</summary>
    Rs256,

    /// <summary>RSA with PSS and SHA-256.</summary>
    Ps256,

    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    Es256,
}
