using System.Collections.Concurrent;
using System.Net;
using System.Text;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.S3.Tests;

/// <summary>Answers what s3rver does not know, and keeps what it was asked.</summary>
internal sealed class S3Double : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<HttpListenerRequest, (int Status, string Body)> _answer;
    private readonly Task _serving;

    public S3Double(Func<HttpListenerRequest, (int Status, string Body)> answer)
    {
        _answer = answer;
        Url = $"http://127.0.0.1:{FreePort.Find()}";
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>Method and path with query of each request.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                await context.Request.InputStream.CopyToAsync(Stream.Null);
                Asked.Enqueue($"{context.Request.HttpMethod} {context.Request.RawUrl}");
                var (status, body) = _answer(context.Request);
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/xml";
                context.Response.Headers["ETag"] = "\"etag\"";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
        }
        catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over, or the client hung up.
        }
    }
}
