using System.Net;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>A request's body that notes in the exchange when it has been handed to the connection as a whole.</summary>
internal sealed class ObservedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly WireExchange _exchange;

    public ObservedContent(HttpContent inner, WireExchange exchange)
    {
        _inner = inner;
        _exchange = exchange;
        foreach (var (name, values) in inner.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _exchange.BodyBegins();
        await _inner.CopyToAsync(stream, context, cancellationToken);

        // A small body lies in the connection's buffer until it is flushed; flushed here, its end is known here.
        await stream.FlushAsync(cancellationToken);
        _exchange.BodyEnded();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }
}
