using System.Text;
using ProKure.Integrations;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.TestKit.Logging;

/// <summary>Log documents as the pipeline makes them; change them with <c>with</c>.</summary>
public static class LogDocuments
{
    /// <summary>When the documents begin unless a test says otherwise.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 26, 53, 589, TimeSpan.Zero);

    /// <summary>The instance that the documents belong to unless a test says otherwise.</summary>
    public const string Instance = "hub-1";

    /// <summary>An attempt in flight: purchase order PO-4711 on its way to SAP.</summary>
    public static LogDocument Pending(DateTimeOffset? startedAt = null, string body = """{"PurchaseOrder":{"VendorCode":"V-100"}}""")
    {
        var start = startedAt ?? Start;
        var request = new CapturedPayload
        {
            Headers = [new("Content-Type", "application/json"), new("Authorization", "[REDACTED]")],
            Body = Encoding.UTF8.GetBytes(body),
            Format = BodyFormat.Json,
        };
        return new LogDocument(PendingEntry(start) with { RequestBytes = request.Body.Length }, request, null);
    }

    /// <summary>An attempt that ended well: 201 with a purchase order's number.</summary>
    public static LogDocument Completed(DateTimeOffset? startedAt = null) => Complete(Pending(startedAt));

    /// <summary>The same attempt, ended well.</summary>
    public static LogDocument Complete(LogDocument pending)
    {
        var response = new CapturedPayload
        {
            Headers = [new("Content-Type", "application/json; charset=utf-8")],
            Body = """{"po_number":"4500012345"}"""u8.ToArray(),
            Format = BodyFormat.Json,
        };
        return pending with
        {
            Entry = pending.Entry with
            {
                Status = LogStatus.Success,
                IsSuccess = true,
                ResponseStatus = 201,
                ResponseBytes = response.Body.Length,
                CompletedAt = pending.Entry.StartedAt.AddMilliseconds(87),
                DurationMs = 87.4321,
                Timings = new LogTimings { TransformMs = 0.25, LogMs = 1.5, FirstByteMs = 80.125, BodyMs = 0.75 },
            },
            Response = response,
        };
    }

    /// <summary>The same attempt, refused by the other side with 400.</summary>
    public static LogDocument Fail(LogDocument pending)
    {
        return Complete(pending).With(e => e with
        {
            Status = LogStatus.Failed,
            IsSuccess = false,
            ResponseStatus = 400,
            Error = new LogError
            {
                Type = ErrorType.HttpStatus,
                Phase = ErrorPhase.Outcome,
                Side = ErrorSide.Theirs,
                Code = "ME_083",
                Message = "Enter a material number",
                Fingerprint = "0123456789abcdef",
            },
            Retry = LogRetry.Single with { Reason = "NOT_RETRYABLE" },
        });
    }

    /// <summary>A document in which every field has a value of its own, so that a store that mixes up two of them is found out.</summary>
    public static LogDocument WithEveryField()
    {
        var start = Start.AddMilliseconds(7);
        return new LogDocument(
            PendingEntry(start) with
            {
                ParentRequestId = Guid.CreateVersion7(start.AddSeconds(-90)),
                DeliveryId = Guid.CreateVersion7(start.AddSeconds(-95)),
                Direction = LogDirection.Webhook,
                Status = LogStatus.Timeout,
                IsSuccess = false,
                HttpMethod = "PATCH",
                RequestUrl = "https://sap.example/api/orders?expand=items&note=%C3%A9",
                ResponseStatus = 504,
                CompletedAt = start.AddMilliseconds(31_234),
                DurationMs = 31_233.987654321,
                Timings = new LogTimings
                {
                    QueueMs = 1.1,
                    RateLimitMs = 2.2,
                    TokenMs = 3.3,
                    TransformMs = 4.4,
                    LogMs = 5.5,
                    DnsMs = 6.6,
                    ConnectMs = 7.7,
                    TlsMs = 8.8,
                    FirstByteMs = 9.9,
                    BodyMs = 0.1 + 0.2,
                },
                Error = new LogError
                {
                    Type = ErrorType.Timeout,
                    Phase = ErrorPhase.Receive,
                    Side = ErrorSide.Theirs,
                    Message = "No answer within 30 s",
                    Code = "READ_TIMEOUT",
                    StackTrace = "at A.B()\n   at C.D()",
                    Fingerprint = "fedcba9876543210",
                },
                Retry = new LogRetry { AttemptNumber = 3, MaxAttempts = 5, NextRetryAt = start.AddMinutes(4), Reason = "RETRY_SCHEDULED" },
                Context = new LogContext
                {
                    EntityType = "INVOICE",
                    EntityId = "INV-9",
                    OperationType = "UPDATE",
                    Organization = "PROCUREMENT_EU",
                    Keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["plant"] = "1000", ["größe"] = "\"groß\"" },
                },
                Actor = new LogActor("j.doe", TriggeredBy.Schedule),
                RequestBytes = 5_000_000_000,
                ResponseBytes = 6_000_000_000,
                RedactedFields = ["headers.authorization", "body.password"],
                RetentionClass = "AUDIT",
                ExpiresAt = start.AddYears(7),
                LegalHold = true,
                ArchiveKey = "archive/AUDIT/2026/03/14/SAP/0001.ndjson",
                RestoredAt = start.AddYears(2),
                ErasedAt = start.AddDays(30),
                SchemaVersion = 2,
                ConfigVersion = 17,
                InstanceId = "hub-7",
                CreatedAt = start.AddMilliseconds(3),
                HasOriginal = true,
            },
            new CapturedPayload
            {
                Headers = [new("Accept", "*/*"), new("X-Twice", "1"), new("X-Twice", "2"), new("X-Empty", "")],
                Body = "plain text"u8.ToArray(),
                Format = BodyFormat.Text,
                IsTruncated = true,
                Reference = new BodyReference("files", "2026/03/14/request", 5_000_000_000, new string('a', 64)),
            },
            new CapturedPayload
            {
                Headers = [new("Content-Type", "application/octet-stream")],
                Body = "AAECAw=="u8.ToArray(),
                Format = BodyFormat.Base64,
                IsTruncated = true,
                Reference = new BodyReference("objects", "2026/03/14/response", 6_000_000_000, new string('b', 64)),
            })
        {
            Original = (byte[])[0, 1, 2, 0xFE, 0xFF],
        };
    }

    /// <summary>The document with its entry changed.</summary>
    public static LogDocument With(this LogDocument document, Func<LogEntry, LogEntry> change) => document with { Entry = change(document.Entry) };

    /// <summary>An insert of the document.</summary>
    public static LogWrite AsInsert(this LogDocument document) => new(LogWriteKind.Insert, document);

    /// <summary>A completion with the document.</summary>
    public static LogWrite AsCompletion(this LogDocument document) => new(LogWriteKind.Complete, document);

    private static LogEntry PendingEntry(DateTimeOffset start) => new()
    {
        RequestId = Guid.CreateVersion7(start),
        CorrelationId = Guid.CreateVersion7(start).ToString(),
        SystemCode = "SAP",
        EndpointCode = "CREATE_PO",
        Direction = LogDirection.Outbound,
        Status = LogStatus.Pending,
        HttpMethod = "POST",
        RequestUrl = "https://sap.example/purchase-orders",
        StartedAt = start.TruncateToMilliseconds(),
        Retry = LogRetry.Single,
        Context = new LogContext { EntityType = "PURCHASE_ORDER", EntityId = "PO-4711", OperationType = "CREATE" },
        Actor = new LogActor("purchasing", TriggeredBy.Api),
        InstanceId = Instance,
        CreatedAt = start.TruncateToMilliseconds(),
        ConfigVersion = 1,
    };
}
