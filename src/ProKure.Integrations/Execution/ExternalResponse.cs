namespace ProKure.Integrations.Execution;

/// <summary>The other side's answer: the message from its headers on, and the body once read.</summary>
internal sealed class ExternalResponse(HttpResponseMessage message) : IDisposable
{
    public HttpResponseMessage Message => message;

    public int Status => (int)message.StatusCode;

    public bool IsSuccessStatus => message.IsSuccessStatusCode;

    /// <summary>The body, decompressed, as far as it was read.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    public void Dispose() => message.Dispose();
}
