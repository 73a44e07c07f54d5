using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Authentication;

/// <summary>The names of a credential's secrets, and which of them its type needs.</summary>
public static class SecretNames
{
    /// <summary>Of basic authentication.</summary>
    public const string Password = "password";

    /// <summary>A fixed key.</summary>
    public const string ApiKey = "api_key";

    /// <summary>A fixed bearer token.</summary>
    public const string Token = "token";

    /// <summary>An OAuth client's secret.</summary>
    public const string ClientSecret = "client_secret";

    /// <summary>The key that signs an OAuth client's assertions, in PEM form.</summary>
    public const string PrivateKey = "private_key";

    /// <summary>The password of <see cref="PrivateKey"/>, where it is encrypted.</summary>
    public const string PrivateKeyPassword = "private_key_password";

    /// <summary>The refresh token that the hub begins with.</summary>
    public const string RefreshToken = "refresh_token";

    /// <summary>The key of signatures; with AWS the secret access key.</summary>
    public const string HmacKey = "hmac_key";

    /// <summary>With AWS: the token of temporary keys.</summary>
    public const string SessionToken = "session_token";

    /// <summary>A client certificate with its chain in PEM form; may hold the key too.</summary>
    public const string Certificate = "certificate";

    /// <summary>The key of <see cref="Certificate"/> in PEM form, where it stands apart.</summary>
    public const string CertificateKey = "certificate_key";

    /// <summary>A client certificate with its key as PFX (PKCS #12) in base64.</summary>
    public const string Pfx = "pfx";

    /// <summary>The password of the certificate's key or PFX.</summary>
    public const string CertificatePassword = "certificate_password";

    private static readonly string[] OfCertificate = [Certificate, CertificateKey, Pfx, CertificatePassword];

    /// <summary>The secrets that the credential may have.</summary>
    public static IReadOnlyList<string> Allowed(CredentialConfig credential) => [.. Required(credential), .. Optional(credential), .. OfCertificate];

    /// <summary>The secrets without which it cannot be used; a client certificate is not among them, since it may come in two forms.</summary>
    public static IReadOnlyList<string> Required(CredentialConfig credential) => credential.Type switch
    {
        CredentialType.Basic => [Password],
        CredentialType.ApiKey => [ApiKey],
        CredentialType.Bearer => [Token],
        CredentialType.Oauth2ClientCredentials => OfClient(credential),
        CredentialType.Oauth2RefreshToken => [RefreshToken, .. OfClient(credential)],
        CredentialType.Hmac => [HmacKey],
        _ => [],
    };

    private static string[] Optional(CredentialConfig credential) => credential switch
    {
        { Oauth2.ClientAuth: Oauth2ClientAuth.PrivateKeyJwt } => [PrivateKeyPassword],
        { Hmac.Preset: HmacPreset.AwsSigv4 } => [SessionToken],
        _ => [],
    };

    private static string[] OfClient(CredentialConfig credential) => credential.Oauth2?.ClientAuth switch
    {
        Oauth2ClientAuth.PrivateKeyJwt => [PrivateKey],
        Oauth2ClientAuth.None => [],
        _ => [ClientSecret],
    };
}
