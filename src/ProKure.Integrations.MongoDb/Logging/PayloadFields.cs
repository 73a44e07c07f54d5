namespace ProKure.Integrations.MongoDb.Logging;

/// <summary>The names of what one side sent.</summary>
internal readonly ref struct PayloadFields
{
    /// <summary>Where each side's long body is named.</summary>
    public static readonly string[] References = ["request_body_ref", "response_body_ref"];

    public ReadOnlySpan<byte> Headers { get; private init; }

    public ReadOnlySpan<byte> Body { get; private init; }

    public ReadOnlySpan<byte> Format { get; private init; }

    public ReadOnlySpan<byte> Truncated { get; private init; }

    public ReadOnlySpan<byte> Reference { get; private init; }

    public static PayloadFields Request => new()
    {
        Headers = "request_headers"u8,
        Body = "request_body"u8,
        Format = "request_body_format"u8,
        Truncated = "request_truncated"u8,
        Reference = "request_body_ref"u8,
    };

    public static PayloadFields Response => new()
    {
        Headers = "response_headers"u8,
        Body = "response_body"u8,
        Format = "response_body_format"u8,
        Truncated = "response_truncated"u8,
        Reference = "response_body_ref"u8,
    };
}
