using System.Net;
using System.Net.Http.Headers;

namespace ProKure.Integrations.Execution;

/// <summary>A request body from memory that knows whether it has been handed to the connection as a whole.</summary>
internal sealed class RequestBodyContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json") { CharSet = "utf-8" };

    private readonly ReadOnlyMemory<byte> _body;

    public RequestBodyContent(ReadOnlyMemory<byte> body)
    {
        _body = body;
        Headers.ContentType = Json;
    }

    public bool WasSent { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        WasSent = false;
        await stream.WriteAsync(_body, cancellationToken);
        WasSent = true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
