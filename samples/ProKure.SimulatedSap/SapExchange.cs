using ProKure.Samples.Sap.Recording;

namespace ProKure.Samples.Sap;

/// <summary>A recorded request whose body was read and that waits for its answer.</summary>
internal sealed record SapExchange(SapState State, HttpContext Http, RequestEntry Entry, ReadOnlyMemory<byte> Body, CancellationToken Gone)
{
    public HttpResponse Response => Http.Response;

    /// <summary>Fires when the caller goes away or the simulator stops: then nobody waits for the answer any more.</summary>
    public CancellationToken Gone { get; } = Gone;

    /// <summary>The caller's idempotency key; null where it sent none.</summary>
    public string? IdempotencyKey => Http.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } key] ? key : null;

    public string UriOf(string path) => $"{Http.Request.Scheme}://{Http.Request.Host}{path}";
}

internal delegate Task SapHandler(SapExchange exchange);
