using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>How a request body is written.</summary>
internal sealed record RequestFormatBody
{
    /// <summary>The form of the body. Default JSON.</summary>
    public RequestBodyType? Type { get; init; }

    /// <summary>The Content-Type in place of the usual one of the form, without parameters; null takes the usual one.</summary>
    public string? ContentType { get; init; }

    /// <summary>The charset that texts are written in; null for UTF-8.</summary>
    public string? Charset { get; init; }

    /// <summary>How the body is compressed. Default IDENTITY: not at all.</summary>
    public ContentCoding? ContentEncoding { get; init; }
}

/// <summary>How a response body is read.</summary>
internal sealed record ResponseFormatBody
{
    /// <summary>The form that is expected. Default AUTO: the one that the answer's Content-Type names.</summary>
    public ResponseBodyType? Type { get; init; }

    /// <summary>The charset of answers that name none; null for UTF-8.</summary>
    public string? Charset { get; init; }

    /// <summary>Whether names of XML keep their prefixes. Default AS_WRITTEN.</summary>
    public XmlNames? XmlNames { get; init; }
}

/// <summary>What a SOAP call needs besides its envelope.</summary>
internal sealed record SoapBody
{
    /// <summary>The version of the envelope. Default SOAP11.</summary>
    public SoapVersion? Version { get; init; }

    /// <summary>The action; null for none.</summary>
    public string? Action { get; init; }
}

/// <summary>How the pages of a list are fetched and merged.</summary>
internal sealed record PaginationBody
{
    /// <summary>How a page leads to the next one.</summary>
    public required PaginationStyle Style { get; init; }

    /// <summary>JSONata that gives the items of a page.</summary>
    public required string Items { get; init; }

    /// <summary>JSONata that gives what leads on, nothing on the last page: the URL, the cursor, or whether there are more pages; null for the style's own rule.</summary>
    public string? Next { get; init; }

    /// <summary>The query parameter that carries page number or cursor; null with LINK.</summary>
    public string? Parameter { get; init; }

    /// <summary>The number of the first page. Default 1.</summary>
    public int? FirstPage { get; init; }

    /// <summary>The most pages of one call. Default 100.</summary>
    public int? MaxPages { get; init; }

    /// <summary>The most bytes of all items together, as JSON. Default 52428800.</summary>
    public int? MaxBytes { get; init; }
}

/// <summary>Lets the deliveries about one business entity run one after the other, in the order in which they were accepted.</summary>
internal sealed record EntityOrderBody
{
    /// <summary>JSONata over the payload that names the entity; null takes the invocation's entity_type and entity_id.</summary>
    public string? Key { get; init; }

    /// <summary>What becomes of those that wait behind a dead letter: WAIT (default) until a person has seen to it, or GO_ON without it.</summary>
    public AfterDeadLetter? AfterDeadLetter { get; init; }
}

/// <summary>Where the anti-forgery token of changing requests comes from.</summary>
internal sealed record CsrfBody
{
    /// <summary>Path below the system's base URL that gives a token.</summary>
    public required string Path { get; init; }
}

/// <summary>How to find out what became of a call whose outcome nobody knows.</summary>
internal sealed record LookupBody
{
    /// <summary>Code of the endpoint of the same system that is asked.</summary>
    public required string Endpoint { get; init; }

    /// <summary>JSONata over <c>{payload, context, idempotency_key, attempt}</c> that gives the payload of the question; null takes the call's own payload.</summary>
    public string? Input { get; init; }

    /// <summary>JSONata predicate over the answer, <c>{status, headers, body}</c>: holds when the work was done.</summary>
    public required string Done { get; init; }

    /// <summary>The same, holds when it was certainly not done; null never says so.</summary>
    public string? NotDone { get; init; }

    /// <summary>JSONata over the answer that gives what the caller would have got; null takes the answer as the asked endpoint maps it.</summary>
    public string? Result { get; init; }

    /// <summary>How long to wait before the first question; each further one waits twice as long. Default 5s.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>How often it is asked while the answer is neither. Default 5.</summary>
    public int? Attempts { get; init; }
}

/// <summary>When an endpoint is left alone for a while because its system fails.</summary>
internal sealed record CircuitBreakerBody
{
    /// <summary>False never opens the circuit. Default true.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The share of failures within the window that opens the circuit. Above 0, at most 1; default 0.5.</summary>
    public double? FailureRatio { get; init; }

    /// <summary>Fewer exchanges within the window than this say nothing yet. Default 20.</summary>
    public int? MinimumCalls { get; init; }

    /// <summary>How far back exchanges count. Default 30s.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>How long nothing is sent before one call tries whether the system works again. Default 30s.</summary>
    public TimeSpan? OpenFor { get; init; }
}
