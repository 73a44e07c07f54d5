using ProKure.Integrations.Hub.Api.Invoke;
using ProKure.Integrations.Hub.Api.Logs;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api.Deliveries;

/// <summary>Shows deliveries, without their payload: it is what was sent, and not redacted.</summary>
internal static class DeliveryResponses
{
    public static DeliveryResponse Of(Delivery delivery, WarningBody? warning = null) => new()
    {
        DeliveryId = delivery.Id,
        CorrelationId = delivery.CorrelationId,
        SystemCode = delivery.SystemCode,
        EndpointCode = delivery.EndpointCode,
        State = delivery.State,
        Reason = delivery.Reason,
        NotBefore = delivery.NotBefore,
        AttemptsMade = delivery.AttemptsMade,
        FirstRequestId = delivery.FirstRequestId,
        Context = LogResponses.Context(delivery.Context),
        Actor = new LogActorBody(delivery.Actor.UserId, delivery.Actor.TriggeredBy),
        ConfigVersion = delivery.ConfigVersion,
        CreatedAt = delivery.CreatedAt,
        Warnings = warning is null ? [] : [warning],
    };
}
