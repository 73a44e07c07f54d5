using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Authentication.Signing;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Authentication;

/// <summary>A credential with its secrets opened and its keys read, ready to be used by calls. Immutable.</summary>
internal sealed class CredentialMaterial
{
    private CredentialMaterial(CredentialConfig config, IReadOnlyDictionary<string, string> secrets, TimeProvider time)
    {
        Config = config;
        Secrets = secrets;
        Certificate = ClientCertificate.Find(secrets);
        Mask = new SecretMask(Masked(config, secrets));
        Source = SourceOf(config, secrets);
        Fixed = FixedSigner(config, secrets, time) is { } signer ? new RequestAuthentication { Signer = signer, Mask = Mask, Certificate = Certificate } : null;
    }

    public CredentialConfig Config { get; }

    public IReadOnlyDictionary<string, string> Secrets { get; }

    public ClientCertificate? Certificate { get; }

    /// <summary>The secrets that stay the same; tokens come on top.</summary>
    public SecretMask Mask { get; }

    /// <summary>What tokens come from: changes when anything does that they depend on, and not with the key that it is encrypted with.</summary>
    public string Source { get; }

    /// <summary>What calls prove with; null where a token is needed first.</summary>
    public RequestAuthentication? Fixed { get; }

    /// <summary>Whether a refresh token changes with its use, so that losing one would lose the login.</summary>
    public bool Rotates => Config.Type == CredentialType.Oauth2RefreshToken;

    /// <summary>What calls prove with that have this access token.</summary>
    public RequestAuthentication WithToken(string accessToken) => new()
    {
        Signer = new HeaderSigner("Authorization", $"Bearer {accessToken}"),
        Mask = new SecretMask([.. Masked(Config, Secrets), accessToken]),
        Certificate = Certificate,
        AccessToken = accessToken,
    };

    /// <exception cref="MasterKeyException">The secrets cannot be decrypted.</exception>
    /// <exception cref="CryptographicException">A key or certificate cannot be read.</exception>
    /// <exception cref="FormatException">A key is not written in the form that is configured.</exception>
    public static CredentialMaterial Open(CredentialConfig config, CredentialVault vault, TimeProvider time) => new(config, vault.Open(config), time);

    private static RequestSigner? FixedSigner(CredentialConfig config, IReadOnlyDictionary<string, string> secrets, TimeProvider time) => config.Type switch
    {
        CredentialType.Basic => new HeaderSigner("Authorization", $"Basic {BasicPair(config, secrets)}"),
        CredentialType.ApiKey => Placed(config.ApiKey!, secrets[SecretNames.ApiKey]),
        CredentialType.Bearer => new HeaderSigner("Authorization", $"Bearer {secrets[SecretNames.Token]}"),
        CredentialType.Hmac when config.Hmac!.Preset == HmacPreset.AwsSigv4 =>
            new AwsSigner(config.Hmac, secrets[SecretNames.HmacKey], secrets.GetValueOrDefault(SecretNames.SessionToken), time),
        CredentialType.Hmac => new HmacSigner(config.Hmac, secrets[SecretNames.HmacKey], time),
        CredentialType.Oauth2ClientCredentials or CredentialType.Oauth2RefreshToken => null,
        _ => RequestSigner.None,
    };

    private static RequestSigner Placed(ApiKeyPlacementConfig placement, string key) => placement.In == ApiKeyPlace.Query
        ? new QuerySigner(placement.Name, placement.Prefix + key)
        : new HeaderSigner(placement.Name, placement.Prefix + key);

    // RFC 7617, section 2.1: UTF-8.
    private static string BasicPair(CredentialConfig config, IReadOnlyDictionary<string, string> secrets) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{config.Basic!.Username}:{secrets[SecretNames.Password]}"));

    private static IEnumerable<string> Masked(CredentialConfig config, IReadOnlyDictionary<string, string> secrets)
    {
        foreach (var secret in secrets.Values)
            yield return secret;
        if (config.Type == CredentialType.Basic)
            yield return BasicPair(config, secrets);
        if (config.Oauth2 is { ClientAuth: Oauth2ClientAuth.SecretBasic } oauth && secrets.TryGetValue(SecretNames.ClientSecret, out var clientSecret))
            yield return Tokens.TokenRequest.BasicPair(oauth.ClientId, clientSecret);
    }

    private static string SourceOf(CredentialConfig config, IReadOnlyDictionary<string, string> secrets)
    {
        var text = new StringBuilder().Append(config.Type).Append('\n').Append(config.Oauth2);
        foreach (var (name, value) in secrets.OrderBy(secret => secret.Key, StringComparer.Ordinal))
            text.Append('\n').Append(name).Append('=').Append(value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>Credentials opened so far: each once, as long as its row is in use.</summary>
internal sealed class CredentialMaterials(CredentialVault vault, TimeProvider time)
{
    private readonly ConditionalWeakTable<CredentialConfig, CredentialMaterial> _opened = [];

    /// <inheritdoc cref="CredentialMaterial.Open"/>
    public CredentialMaterial Of(CredentialConfig credential) => _opened.GetValue(credential, row => CredentialMaterial.Open(row, vault, time));
}
