using System.Text.Json.Serialization;

namespace ProKure.Integrations.Erasure;

/// <summary>The proof of an erasure. It names numbers and ids, never what was erased, nor hashes of it: of a short text a hash is a trace.</summary>
public sealed record ErasureReport
{
    /// <summary>The hub process that did it last.</summary>
    public required string InstanceId { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>When the last look ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How often it was looked for what is left.</summary>
    public required int Looks { get; init; }

    /// <summary>What was removed, all looks together. After a hub died in the middle it may be less than was removed; <see cref="Erased"/> is counted anew each time.</summary>
    public required ErasureCounts Removed { get; init; }

    /// <summary>Documents in the log that are erased, by system and endpoint, as they stand.</summary>
    public required IReadOnlyList<ErasedEndpoint> Erased { get; init; }

    /// <summary>What was not erased, and why.</summary>
    public required ErasureRefusals Refused { get; init; }

    /// <summary>What a second search found afterwards.</summary>
    public required ErasureVerification Verification { get; init; }

    /// <summary>Where traces may outlive the erasure that the hub cannot reach, each a sentence.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
}

/// <summary>How much of each kind.</summary>
public sealed record ErasureCounts
{
    /// <summary>Documents of the log that lost what was sent and received.</summary>
    public int Documents { get; init; }

    /// <summary>Whole bodies in the object store, or on their way there.</summary>
    public int Bodies { get; init; }

    /// <summary>Records that waited in the spool.</summary>
    public int SpoolRecords { get; init; }

    /// <summary>Ended deliveries that lost their payload.</summary>
    public int Deliveries { get; init; }

    /// <summary>Answers that were kept for repeats.</summary>
    public int Answers { get; init; }

    /// <summary>Documents in the archive that are marked erased.</summary>
    public int Archived { get; init; }

    /// <summary>Both together.</summary>
    public static ErasureCounts operator +(ErasureCounts left, ErasureCounts right) => new()
    {
        Documents = left.Documents + right.Documents,
        Bodies = left.Bodies + right.Bodies,
        SpoolRecords = left.SpoolRecords + right.SpoolRecords,
        Deliveries = left.Deliveries + right.Deliveries,
        Answers = left.Answers + right.Answers,
        Archived = left.Archived + right.Archived,
    };
}

/// <summary>Erased documents of one endpoint.</summary>
/// <param name="SystemCode">The system's code.</param>
/// <param name="EndpointCode">The endpoint's code.</param>
/// <param name="Documents">How many.</param>
public sealed record ErasedEndpoint(string SystemCode, string EndpointCode, int Documents);

/// <summary>What was not erased.</summary>
/// <param name="Held">Documents under a legal hold.</param>
/// <param name="HeldDeliveries">Ended deliveries whose payload stays, since a hold means the entity or one of its documents.</param>
/// <param name="InFlight">Documents of attempts that have not ended.</param>
/// <param name="OpenDeliveries">Deliveries that have not ended, dead letters among them: cancel or resolve them, then erase again.</param>
/// <param name="HeldIds">Ids of held documents, the first 100.</param>
/// <param name="InFlightIds">Ids of documents in flight, the first 100.</param>
/// <param name="OpenDeliveryIds">Ids of open deliveries, the first 100.</param>
public sealed record ErasureRefusals(
    int Held, int HeldDeliveries, int InFlight, int OpenDeliveries, IReadOnlyList<Guid> HeldIds, IReadOnlyList<Guid> InFlightIds, IReadOnlyList<Guid> OpenDeliveryIds)
{
    /// <summary>How many ids are named.</summary>
    public const int MaxIds = 100;

    /// <summary>Whether nothing was refused.</summary>
    [JsonIgnore]
    public bool IsEmpty => Held + HeldDeliveries + InFlight + OpenDeliveries == 0;
}

/// <summary>What a search after the erasure found, beside what was refused.</summary>
/// <param name="At">When.</param>
/// <param name="LookedAt">Documents that were read again.</param>
/// <param name="Documents">Of them, those that still hold something that was sent or received.</param>
/// <param name="Bodies">Whole bodies that are still there.</param>
/// <param name="SpoolRecords">Records that still wait in this hub's spool.</param>
/// <param name="Deliveries">Ended deliveries that still have a payload.</param>
/// <param name="Answers">Answers that are still kept.</param>
/// <param name="Archived">Documents in the archive that are not marked erased.</param>
public sealed record ErasureVerification(DateTimeOffset At, int LookedAt, int Documents, int Bodies, int SpoolRecords, int Deliveries, int Answers, int Archived)
{
    /// <summary>Whether nothing was found.</summary>
    public bool IsClean => Documents + Bodies + SpoolRecords + Deliveries + Answers + Archived == 0;
}

/// <summary>The report as it is kept and downloaded.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(ReportTimeConverter)])]
[JsonSerializable(typeof(ErasureCounts))]
[JsonSerializable(typeof(ErasureReport))]
public sealed partial class ErasureReportJson : JsonSerializerContext;
