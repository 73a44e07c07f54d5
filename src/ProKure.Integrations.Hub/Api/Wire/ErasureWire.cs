using System.Text.Json;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Hub.Api.Json;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>What is to be erased.</summary>
internal sealed record ErasureRequest
{
    /// <summary>Kind of business entity, as in <c>context.entity_type</c> of the log.</summary>
    public required string EntityType { get; init; }

    /// <summary>The entity's key, as in <c>context.entity_id</c>.</summary>
    public required string EntityId { get; init; }

    /// <summary>Why, for whoever looks at it later; at most 1,000 characters. Needed unless <see cref="DryRun"/> is true.</summary>
    public string? Reason { get; init; }

    /// <summary>True erases nothing and answers with what would be. Default false.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>An order to erase.</summary>
internal sealed record ErasureResponse
{
    /// <summary>Its id.</summary>
    public required Guid ErasureId { get; init; }

    /// <summary>Kind of business entity.</summary>
    public required string EntityType { get; init; }

    /// <summary>The entity's key.</summary>
    public required string EntityId { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>WAITING_FOR_APPROVAL, RUNNING, COMPLETED (except for what the report says was refused) or REJECTED.</summary>
    public required ErasureState State { get; init; }

    /// <summary>When it was asked for. What began later is not meant.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was approved or rejected; null where nobody has to, or has yet.</summary>
    public required DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Who did.</summary>
    public required string? DecidedBy { get; init; }

    /// <summary>When it was carried out first.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the hub looked last for what is left.</summary>
    public required DateTimeOffset? LookedAt { get; init; }

    /// <summary>The proof: what was removed (<c>removed</c>, <c>erased</c>), what was left and why (<c>refused</c>), what a second search found (<c>verification</c>), and what the hub
    /// cannot reach (<c>remarks</c>); null while there is none.</summary>
    public required RawJson Report { get; init; }

    public static ErasureResponse Of(ErasureOrder order) => new()
    {
        ErasureId = order.Id,
        EntityType = order.Entity.Type,
        EntityId = order.Entity.Id,
        Reason = order.Reason,
        State = order.State,
        CreatedAt = order.CreatedAt,
        CreatedBy = order.CreatedBy,
        DecidedAt = order.DecidedAt,
        DecidedBy = order.DecidedBy,
        EndedAt = order.EndedAt,
        LookedAt = order.LookedAt,
        Report = new RawJson(order.Report is null ? default : JsonSerializer.SerializeToUtf8Bytes(order.Report, ErasureReportJson.Default.ErasureReport)),
    };
}

/// <summary>A page of orders to erase, newest first.</summary>
internal sealed record ErasurePageResponse
{
    /// <summary>The orders.</summary>
    public required IReadOnlyList<ErasureResponse> Items { get; init; }

    /// <summary>Give this as <c>cursor</c> for the next page; null on the last.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>What an erasure would do, were it begun now.</summary>
internal sealed record ErasurePreviewResponse
{
    /// <summary>Kind of business entity.</summary>
    public required string EntityType { get; init; }

    /// <summary>The entity's key.</summary>
    public required string EntityId { get; init; }

    /// <summary>Log documents that would lose headers and bodies, by system and endpoint.</summary>
    public required IReadOnlyList<ErasedEndpointBody> Documents { get; init; }

    /// <summary>When the oldest of them began; null for none.</summary>
    public required DateTimeOffset? OldestAt { get; init; }

    /// <summary>When the newest of them began; null for none.</summary>
    public required DateTimeOffset? NewestAt { get; init; }

    /// <summary>Records that wait in the spool of the hub that answers.</summary>
    public required int SpoolRecords { get; init; }

    /// <summary>Ended deliveries that would lose their payload.</summary>
    public required int Deliveries { get; init; }

    /// <summary>Answers that are kept for repeats.</summary>
    public required int Answers { get; init; }

    /// <summary>Documents that would stay, being under legal hold.</summary>
    public required int Held { get; init; }

    /// <summary>Ended deliveries whose payload would stay, since a hold means the entity or one of its documents.</summary>
    public required int HeldDeliveries { get; init; }

    /// <summary>Documents that would stay, being in flight.</summary>
    public required int InFlight { get; init; }

    /// <summary>Deliveries that would stay: they have not ended, or are dead letters.</summary>
    public required int OpenDeliveries { get; init; }

    /// <summary>Ids of those, the first 100.</summary>
    public required IReadOnlyList<Guid> OpenDeliveryIds { get; init; }

    public static ErasurePreviewResponse Of(BusinessEntity entity, ErasurePreview preview) => new()
    {
        EntityType = entity.Type,
        EntityId = entity.Id,
        Documents = [.. preview.Documents.Select(endpoint => new ErasedEndpointBody(endpoint.SystemCode, endpoint.EndpointCode, endpoint.Documents))],
        OldestAt = preview.OldestAt,
        NewestAt = preview.NewestAt,
        SpoolRecords = preview.SpoolRecords,
        Deliveries = preview.Deliveries,
        Answers = preview.Answers,
        Held = preview.Refused.Held,
        HeldDeliveries = preview.Refused.HeldDeliveries,
        InFlight = preview.Refused.InFlight,
        OpenDeliveries = preview.Refused.OpenDeliveries,
        OpenDeliveryIds = preview.Refused.OpenDeliveryIds,
    };
}

/// <summary>Documents of one endpoint.</summary>
/// <param name="SystemCode">The system's code.</param>
/// <param name="EndpointCode">The endpoint's code.</param>
/// <param name="Documents">How many.</param>
internal sealed record ErasedEndpointBody(string SystemCode, string EndpointCode, int Documents);
