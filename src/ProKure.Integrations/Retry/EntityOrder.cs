using System.Security.Cryptography;
using System.Text;
using ProKure.Integrations.Execution;
using ProKure.Jsonata;

namespace ProKure.Integrations.Retry;

/// <summary>Finds out by which key a delivery is ordered. Pure.</summary>
internal static class EntityOrder
{
    private const int LongestKey = 200;

    /// <summary>The key; null where the endpoint keeps no order.</summary>
    /// <exception cref="EntityOrderException">The endpoint keeps order, but the invocation does not say about which entity it is.</exception>
    public static string? KeyOf(EndpointPlan plan, Invocation invocation, CancellationToken cancellationToken)
    {
        if (plan.Endpoint.OrderByEntity is null)
            return null;
        var entity = plan.OrderKey is null ? OfContext(invocation) : OfPayload(plan, invocation, cancellationToken);
        var key = $"{plan.System.Code}/{entity}";

        // The queue keeps keys in an index, which takes no long ones.
        return key.Length <= LongestKey ? key : $"{plan.System.Code}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(entity)))}";
    }

    private static string OfContext(Invocation invocation) => invocation.Context is { EntityType: { } type, EntityId: { } id }
        ? $"{type}/{id}"
        : throw new EntityOrderException("The endpoint keeps order by entity: expected context.entity_type and context.entity_id, of which one or both are missing.");

    private static string OfPayload(EndpointPlan plan, Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            var values = plan.OrderKey!.Evaluate(invocation.Payload.Span, plan.Evaluation, cancellationToken);
            return values.Count > 0
                ? string.Join('/', values)
                : throw new EntityOrderException("The endpoint keeps order by entity: its order_by_entity.key gave nothing for this payload.");
        }
        catch (JsonataException fault)
        {
            throw new EntityOrderException($"The endpoint keeps order by entity, and its order_by_entity.key failed for this payload: {fault.Code}.", fault);
        }
    }
}

/// <summary>An invocation does not say about which entity it is, though its endpoint keeps order by entity.</summary>
internal sealed class EntityOrderException(string message, Exception? innerException = null) : Exception(message, innerException);
