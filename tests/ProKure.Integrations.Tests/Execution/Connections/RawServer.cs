using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ProKure.Integrations.Tests.Execution.Connections;

/// <summary>A TCP server on loopback that does with each connection what a test says, however wrong.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<RawConnection, Task> _serve;
    private readonly Task _accepting;
    private int _accepted;
    private int _requests;

    public RawServer(Func<RawConnection, Task> serve)
    {
        _serve = serve;
        _listener.Server.ReceiveBufferSize = 16 * 1024; // so that a large body stays under way
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections accepted so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Requests whose headers were read so far, over all connections.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public void CountRequest() => Interlocked.Increment(ref _requests);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_ended.Token)));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = new RawConnection(client, Interlocked.Increment(ref _accepted), this, _ended.Token);
        try
        {
            await _serve(connection);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or AuthenticationException or SocketException)
        {
            // The hub hung up, or the test is over.
        }
    }
}

/// <summary>One connection of a <see cref="RawServer"/>. When its script ends, it is closed.</summary>
internal sealed class RawConnection(TcpClient client, int number, RawServer server, CancellationToken ended) : IDisposable
{
    private Stream _stream = client.GetStream();

    /// <summary>1 for the server's first connection.</summary>
    public int Number => number;

    /// <summary>What the last read of headers brought, the request line first.</summary>
    public string Headers { get; private set; } = "";

    /// <summary>Reads up to the empty line behind a request's headers.</summary>
    public async Task ReadHeadersAsync()
    {
        var read = new StringBuilder();
        var octet = new byte[1];
        while (!read.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await _stream.ReadAsync(octet, ended) == 0)
                throw new IOException("The hub hung up.");
            read.Append((char)octet[0]);
        }

        Headers = read.ToString();
        server.CountRequest();
    }

    public Task ReadBodyAsync(int bytes) => _stream.ReadExactlyAsync(new byte[bytes], ended).AsTask();

    /// <summary>Reads a request with its whole body.</summary>
    public async Task ReadRequestAsync()
    {
        await ReadHeadersAsync();
        await ReadBodyAsync(BodyLength);
    }

    public int BodyLength => Headers.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } line
        ? int.Parse(line.AsSpan(15), provider: null)
        : 0;

    public Task WriteAsync(string text) => _stream.WriteAsync(Encoding.Latin1.GetBytes(text), ended).AsTask();

    public Task AnswerAsync(string body = "{}", string status = "200 OK", string headers = "") =>
        WriteAsync($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}");

    public Task HoldAsync() => Task.Delay(Timeout.InfiniteTimeSpan, ended);

    /// <summary>Reads whatever comes until the hub hangs up.</summary>
    public async Task DrainAsync()
    {
        var buffer = new byte[64 * 1024];
        while (await _stream.ReadAsync(buffer, ended) > 0)
        {
        }
    }

    /// <summary>Ends the connection with a reset instead of an orderly end.</summary>
    public void Reset() => client.LingerState = new LingerOption(enable: true, seconds: 0);

    public async Task TlsAsync(X509Certificate2 certificate, bool asksForACertificate = false)
    {
        var tls = new SslStream(_stream);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = asksForACertificate,

            // Takes whatever is shown where it asks.
            RemoteCertificateValidationCallback = (_, shown, _, _) => asksForACertificate || shown is null,
        };
        await tls.AuthenticateAsServerAsync(options, ended);
        _stream = tls;
    }

    public void Dispose() => client.Dispose();
}
