using Microsoft.Extensions.Options;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Reconciliation;

namespace ProKure.Integrations.Hub.Api;

/// <summary>How the hub itself is doing.</summary>
internal sealed class SystemApi(
    IFleetStore fleet, Leadership leadership, ReconciliationReport report, HubInstance instance, IOptions<FleetOptions> options)
{
    public void Map(RouteGroupBuilder api) => api.MapGet("/system/reconciliation", (Delegate)ReadAsync)
        .RequireScope(Scopes.LogsRead)
        .WithTags("System")
        .Describe(
            "getReconciliation", "Read how the reconciliation stands",
            "Which hub leads, which live, and what the process that answers has mended. Only the leader reconciles: with several hubs, ask that one for the counts.")
        .Answers<ReconciliationResponse>(200);

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var leader = await fleet.FindLeaderAsync(Reconciler.Role, context.RequestAborted);
        var live = await fleet.GetLiveAsync(options.Value.Silence, context.RequestAborted);
        var state = report.State;
        var since = leadership.LeadingSince;
        return TypedResults.Json(
            new ReconciliationResponse
            {
                InstanceId = instance.Id,
                Leader = leader,
                IsLeader = since is not null,
                LeadingSince = since,
                LastPassAt = state.LastPassAt,
                CheckedUntil = state.CheckedUntil,
                CheckedBackTo = state.CheckedBackTo,
                Counts = Counts(state.Counts),
                Faults = [.. state.Faults.Select(fault => new StepFaultBody(fault.Step, fault.Since, fault.Times))],
                Unmendable = [.. state.Unmendable.Where(retry => context.Caller().MayUse(retry.SystemCode)).Select(Unmendable)],
                LiveInstances = [.. live.Select(Instance)],
            },
            HubJson.Default.ReconciliationResponse);
    }

    private static ReconciliationCountsBody Counts(IReadOnlyDictionary<ReconciliationKind, long> counts) => new()
    {
        SummariesWritten = counts[ReconciliationKind.SummariesWritten],
        AttemptsMarkedUnknown = counts[ReconciliationKind.AttemptsMarkedUnknown],
        DeliveriesRevised = counts[ReconciliationKind.DeliveriesRevised],
        RetriesPlanned = counts[ReconciliationKind.RetriesPlanned],
        RetriesWithoutDelivery = counts[ReconciliationKind.RetriesWithoutDelivery],
        CallsHandedOver = counts[ReconciliationKind.CallsHandedOver],
        FindingsNoted = counts[ReconciliationKind.FindingsNoted],
        OriginalsRemoved = counts[ReconciliationKind.OriginalsRemoved],
        DeliveriesRemoved = counts[ReconciliationKind.DeliveriesRemoved],
        RollUpsPutRight = counts[ReconciliationKind.RollUpsPutRight],
        SummariesRemoved = counts[ReconciliationKind.SummariesRemoved],
        PartitionsMade = counts[ReconciliationKind.PartitionsMade],
    };

    private static UnmendableRetryBody Unmendable(UnmendableRetry retry) =>
        new(retry.RequestId, retry.DeliveryId, retry.SystemCode, retry.EndpointCode, retry.EntityId, retry.PlannedAt, retry.Reason);

    private static LiveInstanceBody Instance(LiveInstance live) =>
        new(live.InstanceId, live.Host, live.ProcessId, live.Version, live.StartedAt, live.LastSeenAt);
}
