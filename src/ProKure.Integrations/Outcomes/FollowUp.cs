using System.Security.Cryptography;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Outcomes;

/// <summary>The delivery that goes on asking about a call whose caller waited.</summary>
public static class FollowUp
{
    /// <param name="invocation">The call.</param>
    /// <param name="plan">What it was made with.</param>
    /// <param name="requestId">The attempt that is asked about.</param>
    /// <param name="parentRequestId">The first attempt of its chain; null when it is that.</param>
    /// <param name="attemptNumber">Its number.</param>
    /// <param name="startedAt">When it began.</param>
    internal static Delivery Of(Invocation invocation, EndpointPlan plan, Guid requestId, Guid? parentRequestId, int attemptNumber, DateTimeOffset startedAt) => new()
    {
        Id = IdFor(requestId),
        SystemCode = invocation.SystemCode,
        EndpointCode = invocation.EndpointCode,
        ConfigVersion = plan.Version,
        Priority = plan.Endpoint.Priority,
        CorrelationId = invocation.CorrelationId.ToString(),
        Payload = invocation.Payload,
        Context = invocation.Context,
        Actor = invocation.Actor,
        TraceParent = invocation.TraceParent,
        IdempotencyKey = invocation.IdempotencyKey ?? requestId.ToString(),
        CreatedAt = startedAt,
        NotBefore = startedAt,
        AttemptsMade = attemptNumber,
        FirstRequestId = parentRequestId ?? requestId,
        FirstAttemptAt = startedAt,
        Reason = WireName.Of(RetryReason.FollowUpScheduled),
    };

    /// <summary>
    /// The follow-up's id (UUID version 7, of the same time), which follows from the attempt's: whoever hands the call over, the process that made it or another after its end, queues the same
    /// delivery.
    /// </summary>
    public static Guid IdFor(Guid requestId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> id = stackalloc byte[16];
        requestId.TryWriteBytes(id, bigEndian: true, out _);
        SHA256.HashData(id, hash);

        // The time, the version and the variant stay.
        hash[8..15].CopyTo(id[9..]);
        return new Guid(id, bigEndian: true);
    }
}
