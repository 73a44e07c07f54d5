namespace ProKure.Samples.Sap.Recording;

/// <summary>Records a request around its handler: arrival, body, status, end.</summary>
internal sealed class RequestRecorder(SapState state, CancellationToken stopping)
{
    /// <summary>A request delegate that records under <paramref name="operation"/> and then lets <paramref name="handler"/> answer.</summary>
    public RequestDelegate Around(string operation, SapHandler handler) => http => HandleAsync(http, operation, handler);

    private async Task HandleAsync(HttpContext http, string operation, SapHandler handler)
    {
        var log = state.Requests;
        var entry = log.Arrive(operation, http.Request);
        try
        {
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            if (state.Options.OnArrival is { } onArrival)
                await onArrival(entry.Current, gone.Token);

            var body = await ReadBodyAsync(http.Request, gone.Token);
            log.ReadBody(entry, body.Span);

            // Just before the first byte: whoever has read the answer finds it counted.
            http.Response.OnStarting(() =>
            {
                log.Answer(entry, http.Response.StatusCode);
                return Task.CompletedTask;
            });
            await handler(new SapExchange(state, http, entry, body, gone.Token));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            log.Break(entry);
            http.Abort();
        }
        finally
        {
            log.End(entry);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, 1 << 20));
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
