using ProKure.Integrations.Authentication;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Capture.Formats;
using ProKure.Integrations.Execution.Connections;
using ProKure.Integrations.Execution.Pages;
using ProKure.Integrations.Execution.Sessions;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Execution;

/// <summary>One attempt on its way through the stages: what each has found out so far. Used by one call at a time.</summary>
internal sealed class Attempt
{
    private readonly TimeProvider _time;
    private readonly long _began;
    private CaptureTerms? _terms;

    public Attempt(Invocation invocation, string instanceId, TimeProvider time)
    {
        _time = time;
        _began = time.GetTimestamp();
        Invocation = invocation;
        InstanceId = instanceId;
        StartedAt = time.GetUtcMilliseconds();
        RequestId = invocation.Chain is null && invocation.Id is { } given ? given : Guid.CreateVersion7(StartedAt);
        Number = invocation.Errand?.AttemptNumber ?? ((invocation.Chain?.AttemptsMade ?? 0) + 1);
        ParentRequestId = invocation.Chain?.FirstRequestId ?? invocation.Errand?.ParentRequestId ?? invocation.ParentRequestId;
        Mark = invocation.Errand is null ? null : Errand.Mark;
    }

    /// <summary>A further exchange of the same attempt: the next page, or what a call needs before it can be sent.</summary>
    public Attempt(Attempt before, TimeProvider time)
        : this(before.Invocation, before.InstanceId, time)
    {
        RequestId = Guid.CreateVersion7(StartedAt);
        IsFollowUp = true;
        ParentRequestId = before.ParentRequestId ?? before.RequestId;
        Plan = before.Plan;
    }

    public Invocation Invocation { get; }

    public string InstanceId { get; }

    public Guid RequestId { get; }

    public int Number { get; }

    /// <summary>The first exchange of the chain; null on that itself.</summary>
    public Guid? ParentRequestId { get; }

    /// <summary>Whether other exchanges of the same attempt came before it.</summary>
    public bool IsFollowUp { get; }

    /// <summary>What the exchange is for, among those of its call; stands among the keys of its document. Null where there is nothing to tell.</summary>
    public KeyValuePair<string, string>? Mark { get; set; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Where the attempt is; a failure that nobody expected is put here.</summary>
    public ErrorPhase Phase { get; set; } = ErrorPhase.Resolve;

    /// <summary>Set by Resolve; null when there is no such endpoint.</summary>
    public EndpointPlan? Plan { get; set; }

    /// <summary>Set by Transform.</summary>
    public OutgoingRequest? Request { get; set; }

    /// <summary>The pages so far, with this one's; null for calls of one request. Set by Transform.</summary>
    public PageCollector? Pages { get; set; }

    /// <summary>Where the next page is; null for none. Set by Capture.</summary>
    public Uri? NextPage { get; set; }

    /// <summary>The session that the request carries; null for none.</summary>
    public CsrfSession? Session { get; set; }

    /// <summary>What the request proves with who calls; null for nothing.</summary>
    public RequestAuthentication? Authentication { get; set; }

    /// <summary>What is kept of the bodies of an exchange that is about secrets; null for ordinary ones. Such an exchange follows no redirects.</summary>
    public ConfidentialBodies? Confidential { get; init; }

    /// <summary>The longest answer that is read, in bytes; null takes the endpoint's.</summary>
    public int? ResponseLimit { get; init; }

    /// <summary>Whether the same request was refused for want of a valid token once already.</summary>
    public bool IsReauthentication { get; init; }

    /// <summary>Whether the call goes on with another token: what was refused was certainly not done, so this is no second attempt.</summary>
    public bool WillReauthenticate => Failure?.Code == Stages.CaptureStage.TokenRefused && !IsReauthentication;

    /// <summary>Whether the same request was refused for want of a valid session once already.</summary>
    public bool IsRenewal { get; init; }

    /// <summary>Whether the call goes on with a new session: what was refused was certainly not done, so this is no second attempt.</summary>
    public bool WillRenewSession => Failure?.Code == Stages.CaptureStage.SessionRefused && !IsRenewal;

    /// <summary>The document as it is durable before the send; set by Execute.</summary>
    public LogDocument? Opened { get; set; }

    /// <summary>The Content-Type that the request's body has; null without one. Set by Execute.</summary>
    public string? RequestContentType { get; set; }

    /// <summary>The answer's content type as it was declared, with the charset that the endpoint knows where it declares none; null for nothing.</summary>
    public string? ResponseContentType
    {
        get
        {
            var declared = PayloadCapture.ContentTypeOf(Response!.Message.Content.Headers);
            return Plan?.Endpoint.ResponseFormat.Charset is { } charset && MediaType.Parameter(declared, "charset") is null ? $"{declared}; charset={charset}" : declared;
        }
    }

    /// <summary>What the mapping made of the payload, before it was written in its form; empty for none. Set by Transform.</summary>
    public ReadOnlyMemory<byte> Mapped { get; set; }

    /// <summary>Set by Execute, its body by Capture.</summary>
    public ExternalResponse? Response { get; set; }

    /// <summary>The redirects that were followed; added by Execute.</summary>
    public List<Redirect> Redirects { get; } = [];

    /// <summary>The answer for the caller; set by Capture.</summary>
    public ReadOnlyMemory<byte> Answer { get; set; }

    /// <summary>Why the attempt does not succeed; null as long as it may.</summary>
    public AttemptFailure? Failure { get; private set; }

    /// <summary>What a question found; null where the attempt is none. Set by HandleFailure.</summary>
    public LookupFinding? Finding { get; set; }

    /// <summary>Set by HandleFailure.</summary>
    public RetryDecision? Retry { get; set; }

    /// <summary>How much of it is stored; everything as long as it has no endpoint.</summary>
    public CaptureTerms Terms => Plan is null
        ? CaptureTerms.Standard
        : _terms ??= new CaptureTerms(Plan.Captured, Plan.Endpoint.Trace, Invocation.CorrelationId.ToString(), StartedAt);

    /// <summary>The failure's message as it may be told; null where there is none. Set when the document is made.</summary>
    public string? ToldMessage { get; set; }

    public RedactedFields Redacted { get; } = new();

    public AttemptTimings Timings { get; } = new();

    public bool Proceeds => Failure is null;

    public double ElapsedMs => _time.GetElapsedTime(_began).TotalMilliseconds;

    public LogStatus Status => Failure?.Type switch
    {
        null => LogStatus.Success,
        ErrorType.Timeout => LogStatus.Timeout,
        ErrorType.Cancelled => LogStatus.Cancelled,
        _ => LogStatus.Failed,
    };

    /// <summary>Names a body of the exchange where it is kept whole.</summary>
    public string BodyKeyOf(BodySide side) => BodyKey.Of(StartedAt, Plan!.System.Code, RequestId, side);

    public void Fail(AttemptFailure failure) => Failure ??= failure;

    public void Fail(ErrorType type, ErrorSide side, string message, string? code = null) =>
        Fail(new AttemptFailure { Type = type, Phase = Phase, Side = side, Message = message, Code = code });
}

/// <summary>How long the parts of an attempt took so far, in milliseconds.</summary>
internal sealed class AttemptTimings
{
    public double? QueueMs { get; set; }

    public double? TokenMs { get; set; }

    public double? RateLimitMs { get; set; }

    public double? TransformMs { get; set; }

    public double? LogMs { get; set; }

    public double? DnsMs { get; set; }

    public double? ConnectMs { get; set; }

    public double? TlsMs { get; set; }

    public double? FirstByteMs { get; set; }

    public double? BodyMs { get; set; }

    public LogTimings ToLog() => new()
    {
        QueueMs = Rounded(QueueMs),
        RateLimitMs = Rounded(RateLimitMs),
        TokenMs = Rounded(TokenMs),
        TransformMs = Rounded(TransformMs),
        LogMs = Rounded(LogMs),
        DnsMs = Rounded(DnsMs),
        ConnectMs = Rounded(ConnectMs),
        TlsMs = Rounded(TlsMs),
        FirstByteMs = Rounded(FirstByteMs),
        BodyMs = Rounded(BodyMs),
    };

    /// <summary>Whole microseconds: finer is noise, and every store returns it as written.</summary>
    public static double? Rounded(double? milliseconds) => milliseconds is { } ms ? Math.Round(ms, 3) : null;
}
