namespace ProKure.Integrations.Logging;

/// <summary>The whole record of one attempt, redacted.</summary>
/// <param name="Entry">What is searched and listed.</param>
/// <param name="Request">What was sent, or was to be sent; null where the attempt was refused before there was a request.</param>
/// <param name="Response">What came back; null when nothing did, and while in flight.</param>
public sealed record LogDocument(LogEntry Entry, CapturedPayload? Request, CapturedPayload? Response)
{
    /// <summary>
    /// What is needed to make the attempt's delivery anew, encrypted. In a completion, null leaves what is there and nothing at all takes it away. Only written: a store gives it back through
    /// <see cref="IIntegrationLogStore.FindOriginalAsync"/> alone.
    /// </summary>
    public ReadOnlyMemory<byte>? Original { get; init; }

    /// <summary>The document with this original; null for none.</summary>
    internal LogDocument WithOriginal(ReadOnlyMemory<byte>? original) =>
        this with { Original = original, Entry = Entry with { HasOriginal = original is { IsEmpty: false } } };
}

/// <summary>Headers and body of a request or response as stored: redacted and within limits.</summary>
public sealed record CapturedPayload
{
    /// <summary>Headers in the order sent; values that are not allowed to be seen are <c>[REDACTED]</c>.</summary>
    public IReadOnlyList<CapturedHeader> Headers { get; init; } = [];

    /// <summary>The body as UTF-8: JSON, text, or base64 of something binary, as <see cref="Format"/> says; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What <see cref="Body"/> is.</summary>
    public BodyFormat Format { get; init; }

    /// <summary>True when the body is only the first part of what was sent or received.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Where the whole body is kept; null when it is here.</summary>
    public BodyReference? Reference { get; init; }

    /// <summary>
    /// Whether a request was left out at the insert and is to be put in by the completion, as the endpoint's capture level wants it for attempts that do not succeed. Says nothing about
    /// what is stored.
    /// </summary>
    public bool IsLate { get; init; }
}

/// <summary>One header line.</summary>
public readonly record struct CapturedHeader(string Name, string Value);

/// <summary>How a captured body is written down.</summary>
public enum BodyFormat
{
    /// <summary>There was no body.</summary>
    None,

    /// <summary>A JSON text that parses.</summary>
    Json,

    /// <summary>Any other text.</summary>
    Text,

    /// <summary>Base64 of bytes that are no text.</summary>
    Base64,

    /// <summary>There was one, of which nothing is stored: the endpoint's capture level says so.</summary>
    NotCaptured,
}

/// <summary>A body kept outside the log.</summary>
/// <param name="Store">Name of the object store.</param>
/// <param name="Key">The object's key there.</param>
/// <param name="Bytes">Length of the redacted body.</param>
/// <param name="Sha256">SHA-256 of the redacted body, lower-case hex.</param>
public sealed record BodyReference(string Store, string Key, long Bytes, string Sha256)
{
    /// <summary>Stands in the place of the store when the body's time was over before its document's: it is kept nowhere, and has no key.</summary>
    public const string ExpiredStore = "EXPIRED";

    /// <summary>Whether the body is gone, and only its length and hash are left.</summary>
    public bool IsExpired => Store == ExpiredStore;
}
