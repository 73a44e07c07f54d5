using System.Collections.Immutable;

namespace ProKure.Integrations.Configuration;

/// <summary>A signature over the request. Its secret is <c>hmac_key</c>, with AWS the secret access key.</summary>
/// <remarks>Equal when every field is, headers by their content.</remarks>
public sealed record HmacConfig
{
    /// <summary>A form that is known by name. Default custom: <see cref="CanonicalString"/> and <see cref="Headers"/> say everything.</summary>
    public HmacPreset Preset { get; init; }

    /// <summary>The public name of the key, with AWS the access key id; null for none.</summary>
    public string? KeyId { get; init; }

    /// <summary>The hash. Default SHA-256.</summary>
    public HmacAlgorithm Algorithm { get; init; }

    /// <summary>How the signature is written. Default hexadecimal.</summary>
    public BinaryText Encoding { get; init; }

    /// <summary>What the secret is written in. Default: its characters in UTF-8 are the key.</summary>
    public HmacKeyForm KeyForm { get; init; }

    /// <summary>What is signed, with placeholders in braces, as <c>{method}\n{path}\n{timestamp}\n{body_sha256}</c>; null with a preset.</summary>
    public string? CanonicalString { get; init; }

    /// <summary>The headers that are sent: each with a text that may hold placeholders; one has to hold <c>{signature}</c>. Empty with a preset.</summary>
    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>With AWS: the region, as <c>eu-central-1</c>; null otherwise.</summary>
    public string? Region { get; init; }

    /// <summary>With AWS: the service, as <c>execute-api</c>; null otherwise.</summary>
    public string? Service { get; init; }

    /// <inheritdoc/>
    public bool Equals(HmacConfig? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && (Preset, KeyId, Algorithm, Encoding, KeyForm) == (other.Preset, other.KeyId, other.Algorithm, other.Encoding, other.KeyForm)
            && (CanonicalString, Region, Service) == (other.CanonicalString, other.Region, other.Service)
            && Headers.SequenceEqual(other.Headers));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Preset, KeyId, CanonicalString, Headers.Count);
}

/// <summary>Forms of signatures that are known by name.</summary>
public enum HmacPreset
{
    /// <summary>As the settings say.</summary>
    Custom,

    /// <summary>AWS Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).</summary>
    AwsSigv4,
}

/// <summary>Hashes of HMAC (RFC 2104).</summary>
public enum HmacAlgorithm
{
    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>SHA-512.</summary>
    Sha512,

    /// <summary>SHA-1, for systems that know nothing better.</summary>
    Sha1,
}

/// <summary>Bytes as text.</summary>
public enum BinaryText
{
    /// <summary>Hexadecimal, in small letters.</summary>
    Hex,

    /// <summary>Base64 (RFC 4648, section 4).</summary>
    Base64,
}

/// <summary>What a key is written in.</summary>
public enum HmacKeyForm
{
    /// <summary>Text, whose UTF-8 is the key.</summary>
    Text,

    /// <summary>Hexadecimal.</summary>
    Hex,

    /// <summary>Base64.</summary>
    Base64,
}
