using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ProKure.Integrations.Configuration;

/// <summary>What is not stored of exchanges besides the defaults, and what may be. Those of organisation, system and endpoint add up.</summary>
public sealed record RedactionConfig
{
    /// <summary>No further rules.</summary>
    public static RedactionConfig None { get; } = new();

    /// <summary>
    /// Names of fields with wildcards (<c>*salary*</c>), or paths (<c>$.payment.card.*</c>, <c>**.iban</c>), whose values are never stored. Letter case and
    /// separators do not matter.
    /// </summary>
    public ImmutableArray<string> Fields { get; init; } = [];

    /// <summary>
    /// Values that are never stored wherever they stand: literal characters, <c>#</c> for a digit, <c>?</c> for a letter or digit, <c>*</c> at the end for the
    /// rest of a token. <c>ACME-####-*</c>.
    /// </summary>
    public ImmutableArray<string> Patterns { get; init; } = [];

    /// <summary>Headers whose values are stored besides those that always are. Those of credentials never are.</summary>
    public ImmutableArray<string> AllowedHeaders { get; init; } = [];

    /// <summary>Whether it says nothing.</summary>
    [JsonIgnore]
    public bool IsEmpty => Fields.IsEmpty && Patterns.IsEmpty && AllowedHeaders.IsEmpty;

    /// <summary>Whether the other says the same, in the same order.</summary>
    public bool Equals(RedactionConfig? other) =>
        other is not null
        && Fields.SequenceEqual(other.Fields, StringComparer.Ordinal)
        && Patterns.SequenceEqual(other.Patterns, StringComparer.Ordinal)
        && AllowedHeaders.SequenceEqual(other.AllowedHeaders, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Fields.Length, Patterns.Length, AllowedHeaders.Length);
}
