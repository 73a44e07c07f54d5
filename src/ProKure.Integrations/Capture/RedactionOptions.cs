using System.ComponentModel.DataAnnotations;

namespace ProKure.Integrations.Capture;

/// <summary>How removed values are marked.</summary>
public sealed class RedactionOptions : IValidatableObject
{
    private const int ShortestKey = 32;

    /// <summary>
    /// Base64 of at least 32 random bytes: equal values then have equal tags, as <c>[REDACTED:ab12cd34]</c>, so that one sees that two secrets were the same.
    /// A secret itself: give it through the environment. Null, the default, writes <c>[REDACTED]</c>.
    /// </summary>
    public string? TagKey { get; set; }

    internal byte[]? TagKeyBytes => TagKey is { Length: > 0 } key ? Convert.FromBase64String(key) : null;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(TagKey))
            yield break;
        var bytes = new byte[TagKey.Length];
        if (!Convert.TryFromBase64String(TagKey, bytes, out var length))
            yield return new ValidationResult("Redaction:TagKey: expected base64.", [nameof(TagKey)]);
        else if (length < ShortestKey)
            yield return new ValidationResult($"Redaction:TagKey: expected at least {ShortestKey} bytes, found {length}.", [nameof(TagKey)]);
    }
}
