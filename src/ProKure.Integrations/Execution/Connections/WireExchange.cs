namespace ProKure.Integrations.Execution.Connections;

/// <summary>
/// What has really happened to one request on the wire: the connection writes it down, the outcome is read from it. The HTTP client's exceptions cannot be: it
/// reports many different events with the same few types, and some not at all.
/// </summary>
/// <remarks>
/// Each field has one writer at a time and only moves forward. A connection that was opened for this request may go on opening after the request has ended
/// or was served by another one; what it writes then changes nothing that counts.
/// </remarks>
internal sealed class WireExchange(AttemptTimings? timings = null)
{
    /// <summary>Where a request carries its exchange.</summary>
    internal static readonly HttpRequestOptionsKey<WireExchange> Key = new("prokure.exchange");

    private static readonly AsyncLocal<WireExchange?> Ambient = new();

    private volatile ErrorPhase _opening = ErrorPhase.Connect;
    private volatile object? _connection;
    private volatile bool _isWriting;
    private volatile bool _isBodyPending;
    private volatile bool _isAnswering;
    private volatile bool _isCutShort;

    /// <summary>The exchange that the current asynchronous flow sends; null for none.</summary>
    public static WireExchange? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public AttemptTimings? Timings => timings;

    /// <summary>When the first byte of the answer came; null when none has.</summary>
    public long? AnsweredAt { get; private set; }

    /// <summary>Whether any byte of the request may have left.</summary>
    public bool HasBegun => _connection is not null;

    /// <summary>Whether the whole request was handed to the network.</summary>
    public bool IsSent => HasBegun && !_isWriting && !_isBodyPending && !_isCutShort;

    /// <summary>Whether the other side answered and closed its ear before the whole request was sent.</summary>
    public bool IsCutShort => _isCutShort;

    /// <summary>Why the other side ended the handshake though the request may have been handed over already; null where it did not.</summary>
    public AttemptFailure? HandshakeFailure { get; private set; }

    /// <summary>What may be why a new connection was ended in silence; null for nothing.</summary>
    public string? Hint { get; private set; }

    /// <summary>Where the exchange is.</summary>
    public ErrorPhase Phase
    {
        get
        {
            if (!HasBegun)
                return _opening;
            if (_isAnswering)
                return ErrorPhase.Receive;
            return IsSent ? ErrorPhase.Wait : ErrorPhase.Send;
        }
    }

    /// <summary>A connection is being opened for the request: name, connection, TLS.</summary>
    public void Opening(ErrorPhase phase) => _opening = phase;

    /// <summary>Bytes of the request go to a connection.</summary>
    /// <exception cref="SecondSendException">They went to another connection before: nothing below the scheduler sends a request twice.</exception>
    public void BeginWrite(object connection)
    {
        if (_connection is null)
            _connection = connection;
        else if (!ReferenceEquals(_connection, connection))
            throw new SecondSendException();
        _isWriting = true;
    }

    public void EndWrite() => _isWriting = false;

    public void BodyBegins() => _isBodyPending = true;

    public void BodyEnded() => _isBodyPending = false;

    public void CutShort() => _isCutShort = true;

    public void RefusedInHandshake(AttemptFailure failure) => HandshakeFailure = failure;

    public void EndedInSilence(string hint) => Hint = hint;

    public void Answered(long timestamp)
    {
        AnsweredAt ??= timestamp;
        _isAnswering = true;
    }
}

/// <summary>Keeps the HTTP client from sending a request again on a new connection, which it does when a pooled one was closed before an answer.</summary>
internal sealed class SecondSendException() : IOException("The connection was closed before an answer came; the request is not sent a second time.");
