using Microsoft.Extensions.Options;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Erasure;

/// <summary>
/// Carries out an order: erases, then searches again. Whatever ends it in the middle, doing it again goes on: nothing that is erased is touched twice, and what an
/// interrupted step left (a body whose document is erased) is found by the search that follows. The order of the steps stands here.
/// </summary>
public sealed class EntityEraser(
    IIntegrationLogStore log, IErasableLog erasable, IErasableQueue queue, IObjectStore objects, HubSpool spool, SpoolEraser spooled, IEnumerable<IErasableArchive> archives,
    ILegalHolds holds, HoldKeeper keeper, HubInstance instance, IOptions<ErasureOptions> options, TimeProvider time)
{
    private const int BatchSize = 100;

    private const string InArchive =
        "Archive files keep the content of erased documents, encrypted where the hub has a master key, until they are removed; it is neither found in them nor restored from them.";

    private readonly EntityDocuments _documents = new(log);

    /// <summary>Erases what the order means, and reports all that was done for it so far.</summary>
    /// <exception cref="StoreUnavailableException">A store is away: come again.</exception>
    public async Task<ErasureReport> RunAsync(ErasureOrder order, CancellationToken cancellationToken)
    {
        var (began, before) = (time.GetUtcMilliseconds(), Before(order));

        // What came since a hold was placed carries its mark from here on.
        await keeper.KeepAsync(cancellationToken);
        var held = await ListHoldsAsync(cancellationToken);
        var (records, waiting) = spooled.Erase(order.Entity, before, held);
        var (removed, isHeld) = await EraseDocumentsAsync(order, before, cancellationToken);
        isHeld |= held.Any(scope => Concerns(scope, order.Entity));
        removed += new ErasureCounts { SpoolRecords = records, Bodies = waiting };
        if (!isHeld)
            removed += await EraseDeliveriesAsync(order.Entity, before, cancellationToken);
        var (erased, refused, verification, leftOver) = await VerifyAsync(order, before, held, isHeld, cancellationToken);
        removed += new ErasureCounts { Bodies = leftOver };
        IReadOnlyList<string> remarks = order.Report?.Remarks ?? [];
        if (removed != new ErasureCounts() || order.Report is null)
            remarks = [.. await CompactAsync(cancellationToken), .. (order.Report?.Removed.Archived ?? 0) + removed.Archived > 0 ? [InArchive] : (string[])[]];
        return new ErasureReport
        {
            InstanceId = instance.Id,
            BeganAt = order.Report?.BeganAt ?? began,
            EndedAt = time.GetUtcMilliseconds(),
            Looks = (order.Report?.Looks ?? 0) + 1,
            Removed = (order.Report?.Removed ?? new ErasureCounts()) + removed,
            Erased = erased,
            Refused = refused,
            Verification = verification,
            Remarks = remarks,
        };
    }

    /// <summary>What an order would erase and what it would refuse, now.</summary>
    /// <exception cref="StoreUnavailableException">A store is away.</exception>
    public async Task<ErasurePreview> PreviewAsync(BusinessEntity entity, CancellationToken cancellationToken)
    {
        var before = time.GetUtcMilliseconds().AddMilliseconds(1);
        var held = await ListHoldsAsync(cancellationToken);
        var (endpoints, refusals, answers) = (new Dictionary<(string, string), int>(), new RefusedDocuments(held), 0);
        var (first, last) = ((DateTimeOffset?)null, (DateTimeOffset?)null);
        await foreach (var page in _documents.FindAsync(entity, before, cancellationToken))
        {
            foreach (var entry in page.Where(entry => entry.ErasedAt is null && !refusals.Add(entry)))
            {
                endpoints[(entry.SystemCode, entry.EndpointCode)] = endpoints.GetValueOrDefault((entry.SystemCode, entry.EndpointCode)) + 1;
                first = first < entry.StartedAt ? first : entry.StartedAt;
                last = last > entry.StartedAt ? last : entry.StartedAt;
            }

            answers += await queue.CountAnswersAsync(InvocationsOf(page), cancellationToken);
        }

        var isHeld = refusals.AnyHeld || held.Any(scope => Concerns(scope, entity));
        var deliveries = await queue.CountDeliveriesAsync(entity, before, cancellationToken);
        return new ErasurePreview
        {
            Documents = Sorted(endpoints),
            OldestAt = first,
            NewestAt = last,
            SpoolRecords = spooled.Count(entity, before, held),
            Deliveries = isHeld ? 0 : deliveries,
            Answers = answers,
            Refused = refusals.With(isHeld ? deliveries : 0, await queue.ListOpenDeliveriesAsync(entity, before, int.MaxValue - 1, cancellationToken)),
        };
    }

    // What began in the very millisecond of the order is still meant.
    private static DateTimeOffset Before(ErasureOrder order) => order.CreatedAt.AddMilliseconds(1);

    private async Task<ErasureCounts> EraseDeliveriesAsync(BusinessEntity entity, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var counts = new ErasureCounts();
        IReadOnlyList<Guid> erased;
        do
        {
            erased = await queue.EraseDeliveriesAsync(entity, before, time.GetUtcMilliseconds(), BatchSize, cancellationToken);
            counts += new ErasureCounts { Deliveries = erased.Count, Answers = await queue.EraseAnswersAsync(erased, cancellationToken) };
        }
        while (erased.Count == BatchSize);
        return counts;
    }

    private async Task<IReadOnlyList<HoldScope>> ListHoldsAsync(CancellationToken cancellationToken) =>
        [.. (await holds.ListActiveAsync(cancellationToken)).Select(hold => hold.Scope)];

    // Of a delivery no more is known here than what it is about: where a hold may mean one of them, or a document is held, the payloads of all stay.
    private static bool Concerns(HoldScope scope, BusinessEntity entity) =>
        scope is { RequestId: null, CorrelationId: null } && (scope.EntityType ?? entity.Type) == entity.Type && (scope.EntityId ?? entity.Id) == entity.Id;

    private async Task<(ErasureCounts Counts, bool IsHeld)> EraseDocumentsAsync(ErasureOrder order, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var isHeld = false;
        var counts = new ErasureCounts { Documents = await erasable.EraseAsideAsync(order.Entity, before, time.GetUtcMilliseconds(), cancellationToken) };
        await foreach (var page in _documents.FindAsync(order.Entity, before, cancellationToken))
        {
            var free = page.Where(entry => !Erased.IsRefused(entry)).ToList();
            isHeld |= page.Any(entry => entry.LegalHold);
            foreach (var batch in free.Where(entry => entry.ErasedAt is null).Chunk(BatchSize))
            {
                var erased = await erasable.EraseAsync(batch, time.GetUtcMilliseconds(), cancellationToken);
                counts += new ErasureCounts { Documents = erased.Count };
                foreach (var key in erased.SelectMany(document => document.ObjectKeys))
                    counts += new ErasureCounts { Bodies = await RemoveBodyAsync(key, cancellationToken) ? 1 : 0 };
            }

            counts += new ErasureCounts { Answers = await queue.EraseAnswersAsync(InvocationsOf(free), cancellationToken) };
            foreach (var archive in free.Count > 0 ? archives : [])
                counts += new ErasureCounts { Archived = await archive.EraseAsync(order, [.. free.Select(entry => entry.RequestId)], cancellationToken) };
        }

        // Those that only the archive has.
        foreach (var archive in archives)
            counts += new ErasureCounts { Archived = await archive.EraseAsync(order, [], cancellationToken) };
        return (counts, isHeld);
    }

    private async Task<(IReadOnlyList<ErasedEndpoint> Erased, ErasureRefusals Refused, ErasureVerification Found, int Removed)> VerifyAsync(
        ErasureOrder order, DateTimeOffset before, IReadOnlyList<HoldScope> held, bool isHeld, CancellationToken cancellationToken)
    {
        var (endpoints, refusals) = (new Dictionary<(string, string), int>(), new RefusedDocuments([]));
        var (looked, documents, bodies, answers, removed) = (0, 0, 0, 0, 0);
        await foreach (var page in _documents.FindAsync(order.Entity, before, cancellationToken))
        {
            looked += page.Count;
            foreach (var entry in page.Where(entry => !refusals.Add(entry)))
            {
                if (entry.ErasedAt is null || await log.FindAsync(entry.RequestId, cancellationToken) is not (null or { Request: null, Response: null }))
                    documents++;
                else
                    endpoints[(entry.SystemCode, entry.EndpointCode)] = endpoints.GetValueOrDefault((entry.SystemCode, entry.EndpointCode)) + 1;
                foreach (var key in KeysOf(entry))
                {
                    removed += await RemoveBodyAsync(key, cancellationToken) ? 1 : 0;
                    bodies += await objects.FindLengthAsync(key, cancellationToken) is null ? 0 : 1;
                }
            }

            answers += await queue.CountAnswersAsync(InvocationsOf(page.Where(entry => !Erased.IsRefused(entry))), cancellationToken);
        }

        var archived = 0;
        foreach (var archive in archives)
            archived += await archive.CountAsync(order, cancellationToken);
        var deliveries = await queue.CountDeliveriesAsync(order.Entity, before, cancellationToken);
        var verification = new ErasureVerification(
            time.GetUtcMilliseconds(), looked, documents, bodies, spooled.Count(order.Entity, before, held), isHeld ? 0 : deliveries, answers, archived);
        var open = await queue.ListOpenDeliveriesAsync(order.Entity, before, int.MaxValue - 1, cancellationToken);
        return (Sorted(endpoints), refusals.With(isHeld ? deliveries : 0, open), verification, removed);
    }

    private async Task<bool> RemoveBodyAsync(string key, CancellationToken cancellationToken)
    {
        var waited = spool.EraseBody(key);
        if (await objects.FindLengthAsync(key, cancellationToken) is null)
            return waited;
        await objects.DeleteAsync(key, cancellationToken);
        return true;
    }

    private async Task<IReadOnlyList<string>> CompactAsync(CancellationToken cancellationToken)
    {
        string?[] remarks =
        [
            await erasable.CompactAsync(options.Value.MaxCompactBytes, cancellationToken),
            await queue.CompactAsync(options.Value.MaxCompactBytes, cancellationToken),
        ];
        return [.. remarks.OfType<string>()];
    }

    private static IEnumerable<string> KeysOf(LogEntry entry) =>
        [BodyKey.Of(entry.StartedAt, entry.SystemCode, entry.RequestId, BodySide.Request), BodyKey.Of(entry.StartedAt, entry.SystemCode, entry.RequestId, BodySide.Response)];

    // A key names its invocation by the first attempt, or by the delivery.
    private static HashSet<Guid> InvocationsOf(IEnumerable<LogEntry> entries) =>
        [.. entries.SelectMany(entry => new[] { entry.RequestId, entry.ParentRequestId, entry.DeliveryId }).OfType<Guid>()];

    private static List<ErasedEndpoint> Sorted(Dictionary<(string System, string Endpoint), int> counts) =>
        [.. counts.Select(count => new ErasedEndpoint(count.Key.System, count.Key.Endpoint, count.Value))
            .OrderBy(endpoint => endpoint.SystemCode, StringComparer.Ordinal).ThenBy(endpoint => endpoint.EndpointCode, StringComparer.Ordinal)];
}
