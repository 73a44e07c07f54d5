using System.Text.Json;
using System.Text.Json.Serialization;
using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Authentication.Tokens;

/// <summary>What a credential has of tokens at the moment.</summary>
/// <param name="Source">What they come from; see <see cref="CredentialMaterial.Source"/>.</param>
/// <param name="AccessToken">The access token.</param>
/// <param name="ExpiresAt">When it is no longer used: a little before it really expires.</param>
/// <param name="RefreshAt">From when on the next call asks for another one.</param>
/// <param name="RefreshToken">The refresh token that gives the next one; null for none.</param>
internal sealed record HeldTokens(string Source, string AccessToken, DateTimeOffset ExpiresAt, DateTimeOffset RefreshAt, string? RefreshToken)
{
    /// <summary>The version that stands in the store; 0 for none.</summary>
    [JsonIgnore]
    public long Version { get; init; }

    public bool IsUsable(CredentialMaterial material, string? refused, DateTimeOffset now) => Source == material.Source && now < ExpiresAt && AccessToken != refused;

    /// <exception cref="MasterKeyException">There is no current master key.</exception>
    public SealedToken Seal(string credentialCode, IMasterKeyProvider keys)
    {
        var envelope = Envelope.Seal(keys, Identity(credentialCode), JsonSerializer.SerializeToUtf8Bytes(this, HeldTokensJson.Default.HeldTokens));
        return new SealedToken(credentialCode, Version + 1, envelope.KeyId, envelope.WrappedKey, envelope.Content);
    }

    /// <exception cref="MasterKeyException">The master key is missing, or something was changed.</exception>
    public static HeldTokens Open(SealedToken stored, IMasterKeyProvider keys)
    {
        var content = new Envelope(stored.KeyId, stored.WrappedKey, stored.Content).Open(keys, Identity(stored.CredentialCode));
        var held = JsonSerializer.Deserialize(content, HeldTokensJson.Default.HeldTokens) ?? throw new MasterKeyException($"The tokens of {stored.CredentialCode} cannot be read.");
        return held with { Version = stored.Version };
    }

    /// <summary>Not shown by anything that shows records.</summary>
    public override string ToString() => Capture.Placeholder.Text;

    private static string Identity(string credentialCode) => $"token of {credentialCode}";
}

[JsonSerializable(typeof(HeldTokens))]
internal sealed partial class HeldTokensJson : JsonSerializerContext;
