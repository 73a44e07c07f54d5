using ProKure.Integrations.Hub.Api.Invoke;
using ProKure.Integrations.Hub.Api.Logs;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;

namespace ProKure.Integrations.Hub.Api.Deliveries;

/// <summary>Shows deliveries, without their payload: it is what was sent, and not redacted.</summary>
internal static class DeliveryResponses
{
    public static DeliveryResponse Of(Delivery delivery, WarningBody? warning = null, IReadOnlyList<DeliveryAction>? actions = null) => new()
    {
        DeliveryId = delivery.Id,
        CorrelationId = delivery.CorrelationId,
        SystemCode = delivery.SystemCode,
        EndpointCode = delivery.EndpointCode,
        State = delivery.State,
        Reason = delivery.Reason,
        Failure = delivery.Failure is { } failure
            ? new DeliveryFailureBody(failure.Type, failure.Lane, failure.Message, failure.Fingerprint, failure.ResponseStatus, failure.MayHaveBeenReceived)
            : null,
        Hint = delivery.State == DeliveryState.Dead ? FixHints.For(delivery.Reason, delivery.Failure?.Type) : null,
        Priority = delivery.Priority,
        OrderKey = delivery.OrderKey,
        NotBefore = delivery.NotBefore,
        AttemptsMade = delivery.AttemptsMade,
        FirstRequestId = delivery.FirstRequestId,
        Context = LogResponses.Context(delivery.Context),
        Actor = new LogActorBody(delivery.Actor.UserId, delivery.Actor.TriggeredBy),
        Interruptions = delivery.Interruptions,
        ReplayOf = delivery.ReplayOf,
        ConfigVersion = delivery.ConfigVersion,
        CreatedAt = delivery.CreatedAt,
        EndedAt = delivery.EndedAt,
        Actions = actions?.Select(action => new DeliveryActionBody(action.Kind, action.At, action.Actor, action.Note, action.ReplayId)).ToList(),
        Warnings = warning is null ? [] : [warning],
    };
}
