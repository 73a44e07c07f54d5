namespace ProKure.Integrations.Formats;

/// <summary>A request body, ready to be sent.</summary>
/// <param name="Plain">The body before compression: what is recorded.</param>
/// <param name="Sent">The bytes that are sent.</param>
/// <param name="ContentType">Its Content-Type.</param>
/// <param name="ContentEncoding">Its Content-Encoding; null for none.</param>
internal sealed record EncodedBody(ReadOnlyMemory<byte> Plain, ReadOnlyMemory<byte> Sent, string ContentType, string? ContentEncoding);
