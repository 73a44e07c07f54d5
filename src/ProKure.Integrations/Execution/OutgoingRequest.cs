namespace ProKure.Integrations.Execution;

/// <summary>The request as it will be sent, before the HTTP client sees it.</summary>
/// <param name="Method">HTTP method, in capitals.</param>
/// <param name="Url">Absolute URL.</param>
/// <param name="Headers">Headers of system, endpoint and hub, in the order sent; a name may stand more than once.</param>
/// <param name="Body">A JSON text in UTF-8; null for none.</param>
internal sealed record OutgoingRequest(
    string Method, Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte>? Body);
