using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Execution;

/// <summary>The request as it will be sent, before the HTTP client sees it.</summary>
/// <param name="Method">HTTP method, in capitals.</param>
/// <param name="Url">Absolute URL.</param>
/// <param name="Headers">Headers of system, endpoint and hub, in the order sent; a name may stand more than once.</param>
/// <param name="Body">The body in its form; null for none.</param>
internal sealed record OutgoingRequest(
    string Method, Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, EncodedBody? Body);
