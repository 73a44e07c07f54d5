using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ProKure.Integrations.Authentication;

/// <summary>
/// Secrets as they are stored: encrypted with a key of their own, which a master key wraps. Only names, fingerprints and the master key's id can be read.
/// </summary>
/// <remarks>Equal when every byte is. The audit trail holds what can be read, and nothing else.</remarks>
public sealed record SealedSecrets
{
    /// <summary>No secrets.</summary>
    public static SealedSecrets None { get; } = new() { KeyId = "" };

    /// <summary>Id of the master key that wraps the data key; empty where there are no secrets.</summary>
    public required string KeyId { get; init; }

    /// <summary>
    /// A short fingerprint of each secret, which tells whether a secret changed and cannot be used to guess it: its key is among the secrets.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Fingerprints { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The data key, wrapped.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> WrappedKey { get; init; }

    /// <summary>The secrets, encrypted with the data key.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Whether there are none.</summary>
    [JsonIgnore]
    public bool IsEmpty => KeyId.Length == 0;

    /// <inheritdoc/>
    public bool Equals(SealedSecrets? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && KeyId == other.KeyId
            && Fingerprints.SequenceEqual(other.Fingerprints)
            && WrappedKey.Span.SequenceEqual(other.WrappedKey.Span)
            && Content.Span.SequenceEqual(other.Content.Span));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(KeyId, Fingerprints.Count, Content.Length);
}
