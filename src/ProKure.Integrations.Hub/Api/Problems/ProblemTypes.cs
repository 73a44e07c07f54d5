namespace ProKure.Integrations.Hub.Api.Problems;

/// <summary>Every kind of problem that the API answers with.</summary>
internal static class ProblemTypes
{
    private static readonly List<ProblemType> Defined = [];

    // The request itself.
    public static readonly ProblemType MalformedJson = Define("malformed-json", 400, "The body is not JSON");
    public static readonly ProblemType InvalidInvocation = Define("invalid-invocation", 400, "The invocation is not complete or not well-formed");
    public static readonly ProblemType InvalidParameter = Define("invalid-parameter", 400, "A parameter has a wrong value");
    public static readonly ProblemType BadRequest = Define("bad-request", 400, "The request is not well-formed HTTP");
    public static readonly ProblemType UnknownRoute = Define("unknown-route", 404, "There is no such route");
    public static readonly ProblemType MethodNotAllowed = Define("method-not-allowed", 405, "The route does not have this method");
    public static readonly ProblemType SlowRequest = Define("slow-request", 408, "The request came too slowly");
    public static readonly ProblemType BodyTooLarge = Define("body-too-large", 413, "The body is too large");
    public static readonly ProblemType UnsupportedMediaType = Define("unsupported-media-type", 415, "The body has another content type than JSON");

    // Keys.
    public static readonly ProblemType MissingKey = Define("missing-key", 401, "An API key is needed");
    public static readonly ProblemType WrongKey = Define("wrong-key", 401, "The API key is not known");
    public static readonly ProblemType DisabledKey = Define("disabled-key", 401, "The API key is disabled");
    public static readonly ProblemType ExpiredKey = Define("expired-key", 401, "The API key has expired");
    public static readonly ProblemType TooManyWrongKeys = Define("too-many-wrong-keys", 429, "Too many wrong API keys came from this address");
    public static readonly ProblemType MissingScope = Define("missing-scope", 403, "The API key lacks the scope");
    public static readonly ProblemType SystemNotAllowed = Define("system-not-allowed", 403, "The API key is limited to other systems");
    public static readonly ProblemType BeyondOwnRights = Define("beyond-own-rights", 403, "A key can only make and change keys with no more rights than its own");
    public static readonly ProblemType LastAdminKey = Define("last-admin-key", 409, "The last admin key cannot be disabled");

    // Configuration.
    public static readonly ProblemType NotFound = Define("not-found", 404, "There is nothing by this name");
    public static readonly ProblemType AlreadyExists = Define("already-exists", 409, "Something by this name exists already");
    public static readonly ProblemType NoMasterKey = Define("no-master-key", 409, "Secrets cannot be encrypted or decrypted");
    public static readonly ProblemType NothingToPublish = Define("nothing-to-publish", 409, "The transform has no draft");
    public static readonly ProblemType PreconditionFailed = Define("precondition-failed", 412, "Somebody else changed it first");
    public static readonly ProblemType InvalidConfiguration = Define("invalid-configuration", 422, "The configuration has faults");
    public static readonly ProblemType PreconditionRequired = Define("precondition-required", 428, "The version to change must be named");

    // Reading the log.
    public static readonly ProblemType LogNotFound = Define("log-not-found", 404, "There is no such log document");
    public static readonly ProblemType TraceNotFound = Define("trace-not-found", 404, "Nothing is logged with this correlation id");

    // Bodies that are kept whole.
    public static readonly ProblemType BodyNotKept = Define("body-not-kept", 404, "There is no such body");
    public static readonly ProblemType BodyGone = Define("body-gone", 410, "The body is not kept any more");
    public static readonly ProblemType RangeNotSatisfiable = Define("range-not-satisfiable", 416, "The body is shorter than the range");
    public static readonly ProblemType BodyDamaged = Define("body-damaged", 500, "The body cannot be read as it was kept");

    // Deliveries.
    public static readonly ProblemType EmptyFilter = Define("empty-filter", 400, "A filter says of nothing that it is meant");
    public static readonly ProblemType DeliveryNotFound = Define("delivery-not-found", 404, "There is no such delivery");
    public static readonly ProblemType ReplayJobNotFound = Define("replay-job-not-found", 404, "There is no such replay job");
    public static readonly ProblemType DeliveryState = Define("delivery-state", 409, "The delivery does not stand where this can be done");
    public static readonly ProblemType DuplicatesNotAccepted = Define("duplicates-not-accepted", 409, "The work may have been done already");
    public static readonly ProblemType ReplayCountChanged = Define("replay-count-changed", 409, "The filter means another number of dead letters");
    public static readonly ProblemType ReplayJobState = Define("replay-job-state", 409, "The replay job does not stand where this can be done");
    public static readonly ProblemType HoldCountChanged = Define("hold-count-changed", 409, "The legal hold would cover another number of documents");
    public static readonly ProblemType InvalidBody = Define("invalid-body", 422, "The body has faults");

    // The archive.
    public static readonly ProblemType ArchiveBusy = Define("archive-busy", 409, "Another run of the archive is under way");
    public static readonly ProblemType ArchiveFileUnusable = Define("archive-file-unusable", 500, "An archive file is not as it was written");

    // Erasures.
    public static readonly ProblemType OwnErasure = Define("own-erasure", 403, "An erasure is approved with another key than it was asked for with");
    public static readonly ProblemType ErasureNotFound = Define("erasure-not-found", 404, "There is no such erasure");
    public static readonly ProblemType ErasureState = Define("erasure-state", 409, "The erasure does not stand where this can be done");

    // Invocations with a key.
    public static readonly ProblemType IdempotencyKeyInUse = Define("idempotency-key-in-use", 409, "The invocation with this key is still running");
    public static readonly ProblemType OutcomeUnknown = Define("outcome-unknown", 409, "Nobody knows how the invocation with this key ended");
    public static readonly ProblemType AnswerNotKept = Define("answer-not-kept", 409, "The invocation with this key has ended, and its answer is not kept");
    public static readonly ProblemType IdempotencyKeyReused = Define("idempotency-key-reused", 422, "The key belongs to another invocation");

    // Invocations: refused before the send.
    public static readonly ProblemType UnknownSystem = Define("unknown-system", 404, "There is no such system");
    public static readonly ProblemType UnknownEndpoint = Define("unknown-endpoint", 404, "The system has no such endpoint");
    public static readonly ProblemType SystemDisabled = Define("system-disabled", 409, "The system is disabled");
    public static readonly ProblemType EndpointDisabled = Define("endpoint-disabled", 409, "The endpoint is disabled");
    public static readonly ProblemType UnusableConfiguration = Define("unusable-configuration", 409, "The endpoint cannot be called as it is configured");
    public static readonly ProblemType MappingFailed = Define("mapping-failed", 422, "The payload could not be mapped; nothing was sent");
    public static readonly ProblemType MissingCode = Define("missing-code", 422, "A code has no mapping; nothing was sent");
    public static readonly ProblemType RateLimited = Define("rate-limited", 429, "The limit for calls is reached; nothing was sent");
    public static readonly ProblemType AuthenticationFailed = Define("authentication-failed", 502, "No valid credential for the system could be had");
    public static readonly ProblemType CircuitOpen = Define("circuit-open", 503, "The endpoint fails too often and is given a rest; nothing was sent");
    public static readonly ProblemType LogUnavailable = Define("log-unavailable", 503, "The log cannot be written; nothing was sent");

    // Invocations: sent, or tried to.
    public static readonly ProblemType BusinessRule = Define("business-rule", 422, "The system refused the request for a reason of its own");
    public static readonly ProblemType Cancelled = Define("cancelled", 499, "The caller gave up");
    public static readonly ProblemType NameNotResolved = Define("name-not-resolved", 502, "The system's host name could not be resolved");
    public static readonly ProblemType ConnectFailed = Define("connect-failed", 502, "No connection to the system could be opened");
    public static readonly ProblemType TlsFailed = Define("tls-failed", 502, "No trusted connection to the system could be opened");
    public static readonly ProblemType SendFailed = Define("send-failed", 502, "The connection broke while the request was being sent");
    public static readonly ProblemType UnusableAnswer = Define("unusable-answer", 502, "The system gave no whole, readable answer");
    public static readonly ProblemType HttpStatus = Define("http-status", 502, "The system answered with an error status");
    public static readonly ProblemType AnswerMappingFailed = Define("answer-mapping-failed", 502, "The system's answer could not be mapped");
    public static readonly ProblemType Timeout = Define("timeout", 504, "The system did not answer in time");

    // The hub.
    public static readonly ProblemType HubFault = Define("hub-fault", 500, "The hub itself failed");
    public static readonly ProblemType StoreUnavailable = Define("store-unavailable", 503, "A store of the hub cannot be used now");

    /// <summary>All of them, in the order above.</summary>
    public static IReadOnlyList<ProblemType> All => Defined;

    private static ProblemType Define(string slug, int status, string title)
    {
        var type = new ProblemType(slug, status, title);
        Defined.Add(type);
        return type;
    }
}
