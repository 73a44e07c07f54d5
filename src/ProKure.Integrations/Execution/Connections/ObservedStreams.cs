using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>Notes in the exchange that a connection carries what goes over it. HTTP/1.1 carries one at a time.</summary>
internal sealed class ConnectionObserver(TimeProvider time)
{
    private WireExchange? _exchange;
    private bool _isDeaf;

    public WireExchange? BeginWrite()
    {
        // The HTTP client writes a request in the flow of its sender.
        var exchange = WireExchange.Current ?? _exchange;
        if (_isDeaf && !ReferenceEquals(exchange, _exchange))
            throw new IOException("The other side has closed the connection.");
        exchange?.BeginWrite(this);
        _exchange = exchange;
        return exchange;
    }

    public void Read(int bytes)
    {
        if (bytes > 0)
            _exchange?.Answered(time.GetTimestamp());
    }

    /// <summary>The other side ended the handshake after we took it for done.</summary>
    public void Refused(AttemptFailure failure) => _exchange?.RefusedInHandshake(failure);

    /// <summary>The other side ended a new connection without having said anything.</summary>
    public void EndedInSilence(string hint) => _exchange?.EndedInSilence(hint);

    /// <summary>The other side takes nothing more, but has answered.</summary>
    public void TurnDeaf()
    {
        _isDeaf = true;
        _exchange?.CutShort();
    }
}

/// <summary>
/// A connection as the network has it. Who answers before the whole request was sent and hangs up (413, 401) is heard all the same: what can no longer be sent is
/// dropped once an answer lies there to be read.
/// </summary>
internal class OutboundSocketStream(Socket socket, ConnectionObserver observer) : NetworkStream(socket, ownsSocket: true)
{
    private bool _isDeaf;

    protected ConnectionObserver Observer => observer;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isDeaf)
            return;
        try
        {
            await base.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException) when (Socket.Available > 0)
        {
            _isDeaf = true;
            observer.TurnDeaf();
        }
    }
}

/// <summary>A connection without TLS.</summary>
internal sealed class ObservedNetworkStream(Socket socket, ConnectionObserver observer) : OutboundSocketStream(socket, observer)
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var exchange = Observer.BeginWrite();
        await base.WriteAsync(buffer, cancellationToken);
        exchange?.EndWrite();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        Observer.Read(read);
        return read;
    }
}

/// <summary>
/// A connection with TLS, observed above it: what TLS itself sends and receives belongs to no request. With TLS 1.3 the client is done before the server has looked at its
/// certificate, and hears of a refusal where it waits for the first answer; the server reads no request before.
/// </summary>
internal sealed class ObservedTlsStream(OutboundSocketStream inner, ConnectionObserver observer, Func<Exception, AttemptFailure?> refusal) : SslStream(inner)
{
    private bool _hasRead;

    /// <summary>What may be the reason where the other side ends the connection before it has said anything; null for nothing.</summary>
    public string? HintAtEnd { get; set; }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var exchange = observer.BeginWrite();
        try
        {
            await base.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            EndedInSilence();
            throw;
        }

        exchange?.EndWrite();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            _hasRead |= read > 0;
            observer.Read(read);
            if (read == 0 && buffer.Length > 0)
                EndedInSilence();
            return read;
        }
        catch (IOException fault) when (!_hasRead)
        {
            if (SslProtocol == SslProtocols.Tls13 && refusal(fault) is { } failure)
                observer.Refused(failure);
            else
                EndedInSilence();
            throw;
        }
    }

    private void EndedInSilence()
    {
        if (!_hasRead && HintAtEnd is { } hint)
            observer.EndedInSilence(hint);
    }
}
