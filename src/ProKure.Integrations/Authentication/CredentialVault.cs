using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Authentication;

/// <summary>Seals the secrets of credentials for the store, and opens them for calls.</summary>
public sealed class CredentialVault(IMasterKeyProvider keys)
{
    private const int FingerprintKeyBytes = 16;

    private static readonly ImmutableSortedDictionary<string, SecretText> NoneGiven = ImmutableSortedDictionary<string, SecretText>.Empty;

    // Opened once for each row as it is stored; goes when the row does.
    private readonly ConditionalWeakTable<SealedSecrets, SecretContent> _opened = [];

    /// <summary>The credential as it may be stored: secrets that were given are sealed together with those that stay.</summary>
    /// <param name="proposed">The credential as somebody wants it.</param>
    /// <param name="standing">The credential as it is stored; null for a new one.</param>
    /// <exception cref="MasterKeyException">There is no master key, or not the one that the standing secrets need.</exception>
    public CredentialConfig Seal(CredentialConfig proposed, CredentialConfig? standing)
    {
        var stored = standing?.Secrets ?? SealedSecrets.None;
        var kept = SecretNames.Allowed(proposed).Where(stored.Fingerprints.ContainsKey).ToList();
        if (proposed.Given.IsEmpty && kept.Count == stored.Fingerprints.Count)
            return proposed with { Given = NoneGiven, Secrets = stored };

        // Where every secret is given anew, those that stand need not be readable.
        var needsStanding = kept.Exists(name => !proposed.Given.ContainsKey(name)) || (!stored.IsEmpty && keys.KeyIds.Contains(stored.KeyId, StringComparer.Ordinal));
        var before = needsStanding ? OpenContent(proposed.Code, stored) : SecretContent.New(FingerprintKeyBytes);
        var after = kept.Where(before.Secrets.ContainsKey).ToDictionary(name => name, name => before.Secrets[name], StringComparer.Ordinal);
        foreach (var (name, secret) in proposed.Given)
        {
            if (secret.Reveal().Length == 0)
                after.Remove(name);
            else
                after[name] = secret.Reveal();
        }

        var isUnchanged = needsStanding && after.Count == before.Secrets.Count && after.All(secret => before.Secrets.GetValueOrDefault(secret.Key) == secret.Value);
        return proposed with
        {
            Given = NoneGiven,
            Secrets = isUnchanged ? stored : Seal(proposed.Code, before with { Secrets = after }),
        };
    }

    /// <summary>The same secrets, sealed anew with the current master key.</summary>
    /// <exception cref="MasterKeyException">The master key that they need is not there, or no current one is.</exception>
    public CredentialConfig Reseal(CredentialConfig credential) =>
        credential.Secrets.IsEmpty ? credential : credential with { Secrets = Seal(credential.Code, OpenContent(credential.Code, credential.Secrets)) };

    /// <summary>The secrets by name.</summary>
    /// <exception cref="MasterKeyException">The master key that they need is not there.</exception>
    public IReadOnlyDictionary<string, string> Open(CredentialConfig credential) => OpenContent(credential.Code, credential.Secrets).Secrets;

    private SealedSecrets Seal(string code, SecretContent content)
    {
        if (content.Secrets.Count == 0)
            return SealedSecrets.None;
        var envelope = Envelope.Seal(keys, Identity(code), JsonSerializer.SerializeToUtf8Bytes(content, SecretContentJson.Default.SecretContent));
        return new SealedSecrets
        {
            KeyId = envelope.KeyId,
            WrappedKey = envelope.WrappedKey,
            Content = envelope.Content,
            Fingerprints = content.Secrets.ToImmutableSortedDictionary(
                secret => secret.Key, secret => Fingerprint(content.FingerprintKey, secret.Key, secret.Value), StringComparer.Ordinal),
        };
    }

    private SecretContent OpenContent(string code, SealedSecrets secrets) =>
        secrets.IsEmpty ? SecretContent.New(FingerprintKeyBytes) : _opened.GetValue(secrets, key => Decrypt(code, key));

    private SecretContent Decrypt(string code, SealedSecrets secrets)
    {
        var bytes = new Envelope(secrets.KeyId, secrets.WrappedKey, secrets.Content).Open(keys, Identity(code));
        return JsonSerializer.Deserialize(bytes, SecretContentJson.Default.SecretContent)
            ?? throw new MasterKeyException($"The secrets of credential {code} cannot be read.");
    }

    private static string Identity(string code) => $"credential {code}";

    private static string Fingerprint(byte[] key, string name, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{name}\n{secret}")).AsSpan(0, 4));
}

/// <summary>What is encrypted in a credential's row.</summary>
/// <param name="FingerprintKey">Makes fingerprints that nobody can compute who cannot open the row; stays the same as long as the credential.</param>
/// <param name="Secrets">The secrets by name.</param>
internal sealed record SecretContent(byte[] FingerprintKey, Dictionary<string, string> Secrets)
{
    public static SecretContent New(int fingerprintKeyBytes) => new(RandomNumberGenerator.GetBytes(fingerprintKeyBytes), new(StringComparer.Ordinal));
}

[JsonSerializable(typeof(SecretContent))]
internal sealed partial class SecretContentJson : JsonSerializerContext;
