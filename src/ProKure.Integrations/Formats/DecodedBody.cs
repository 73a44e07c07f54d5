using ProKure.Integrations.Formats.Soap;

namespace ProKure.Integrations.Formats;

/// <summary>A response body as rules and transforms see it.</summary>
/// <param name="Json">A JSON text in UTF-8; empty for an empty body.</param>
/// <param name="IsUnexpected">Whether it came in another form than rules and transform are written for.</param>
/// <param name="Fault">The SOAP fault in it; null for none.</param>
/// <param name="IsBytes">Whether it is no text, and the JSON text is its base64.</param>
internal readonly record struct DecodedBody(ReadOnlyMemory<byte> Json, bool IsUnexpected = false, SoapFault? Fault = null, bool IsBytes = false);
