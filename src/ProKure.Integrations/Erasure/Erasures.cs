using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Auditing;

namespace ProKure.Integrations.Erasure;

/// <summary>Orders to erase, as people give, approve and reject them. Whatever they do is in the audit trail before it takes effect.</summary>
public sealed class Erasures(IErasureStore store, IAuditTrail audit, EntityEraser eraser, ErasureSignal signal, IOptions<ErasureOptions> options, TimeProvider time)
{
    /// <summary>What an order would do now.</summary>
    /// <exception cref="StoreUnavailableException">A store is away.</exception>
    public Task<ErasurePreview> PreviewAsync(BusinessEntity entity, CancellationToken cancellationToken) => eraser.PreviewAsync(entity, cancellationToken);

    /// <summary>Gives an order; it is carried out behind the call, where four eyes are asked for after another person's approval.</summary>
    /// <exception cref="StoreUnavailableException">The store is away: no order was given, though the trail may say that one was asked for.</exception>
    public async Task<ErasureOrder> BeginAsync(BusinessEntity entity, string reason, string actor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        var order = new ErasureOrder
        {
            Id = Guid.CreateVersion7(now),
            Entity = entity,
            Reason = reason,
            State = options.Value.FourEyes ? ErasureState.WaitingForApproval : ErasureState.Running,
            CreatedAt = now,
            CreatedBy = actor,
        };
        await audit.AddAsync(Entry(order, actor, "erasure.requested", new JsonObject { ["reason"] = reason, ["four_eyes"] = options.Value.FourEyes }), cancellationToken);
        await store.CreateAsync(order, cancellationToken);
        signal.Set();
        return order;
    }

    /// <summary>Approves or rejects an order that waits for it.</summary>
    /// <returns>Null when it was; else why not.</returns>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public async Task<ErasureDecisionRefusal?> DecideAsync(ErasureOrder order, bool isApproved, string actor, CancellationToken cancellationToken)
    {
        if (order.State != ErasureState.WaitingForApproval)
            return ErasureDecisionRefusal.IsDecided;
        if (isApproved && order.CreatedBy == actor)
            return ErasureDecisionRefusal.IsOwn;
        var state = isApproved ? ErasureState.Running : ErasureState.Rejected;
        await audit.AddAsync(Entry(order, actor, isApproved ? "erasure.approved" : "erasure.rejected", []), cancellationToken);
        if (!await store.DecideAsync(order.Id, state, actor, time.GetUtcMilliseconds(), cancellationToken))
            return ErasureDecisionRefusal.IsDecided;
        signal.Set();
        return null;
    }

    internal AuditEntry Completed(ErasureOrder order, ErasureReport report) => Entry(
        order,
        AuditEntry.Hub,
        order.EndedAt is null ? "erasure.completed" : "erasure.continued",
        new JsonObject
        {
            ["removed"] = JsonNode.Parse(JsonSerializer.Serialize(report.Removed, ErasureReportJson.Default.ErasureCounts)),
            ["held"] = report.Refused.Held,
            ["held_deliveries"] = report.Refused.HeldDeliveries,
            ["in_flight"] = report.Refused.InFlight,
            ["open_deliveries"] = report.Refused.OpenDeliveries,
            ["is_clean"] = report.Verification.IsClean,
        });

    private AuditEntry Entry(ErasureOrder order, string actor, string action, JsonObject detail)
    {
        detail["erasure_id"] = order.Id.ToString();
        return AuditEntry.New(time, actor, action, order.Entity.ToString(), detail.ToJsonString());
    }
}

/// <summary>Why an order was neither approved nor rejected.</summary>
public enum ErasureDecisionRefusal
{
    /// <summary>It does not wait for it.</summary>
    IsDecided,

    /// <summary>Whoever gave the order may take it back, but not approve it.</summary>
    IsOwn,
}
