using System.Net;
using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Execution;

/// <summary>A request body from memory.</summary>
internal sealed class RequestBodyContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;

    public RequestBodyContent(EncodedBody body)
    {
        _body = body.Sent;
        Headers.TryAddWithoutValidation("Content-Type", body.ContentType);
        if (body.ContentEncoding is { } coding)
            Headers.TryAddWithoutValidation("Content-Encoding", coding);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(_body, cancellationToken).AsTask();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
