using ProKure.Integrations;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.TestKit.Retry;

/// <summary>Deliveries as the API accepts them; change them with <c>with</c>.</summary>
public static class Deliveries
{
    /// <summary>A queued delivery with a value in every field that a new one can have.</summary>
    public static Delivery Queued(DateTimeOffset notBefore)
    {
        var whole = notBefore.TruncateToMilliseconds();
        return new Delivery
        {
            Id = Guid.CreateVersion7(whole),
            SystemCode = "SAP",
            EndpointCode = "CREATE_PO",
            ConfigVersion = 4,
            CorrelationId = "act-1",
            Payload = """{"po":"PO-4711","größe":12345678901234567890.5}"""u8.ToArray(),
            Context = new LogContext
            {
                EntityType = "PURCHASE_ORDER",
                EntityId = "PO-4711",
                OperationType = "CREATE",
                Organization = "PROCUREMENT_EU",
                Keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["plant"] = "1000" },
            },
            Actor = new LogActor("j.doe", TriggeredBy.User),
            IdempotencyKey = "key-1",
            CreatedAt = whole.AddMilliseconds(-5),
            NotBefore = whole,
        };
    }
}
