using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.MongoDb.Logging;

/// <summary>
/// Carries out one batch: one insert command and one update command, side by side, since they are about different requests. Of a request that has both in one batch
/// the update comes afterwards. Every step can be repeated: an insert of what is there does nothing, an update finds only what is not complete.
/// </summary>
internal sealed class LogWriteBatch(IMongoCollection<RawBsonDocument> collection, Quarantine quarantine, string place)
{
    private const int MaxRounds = 5;

    private static readonly BulkWriteOptions Unordered = new() { IsOrdered = false };
    private static readonly BsonDocument StatusOnly = new("status", 1);
    private static readonly BsonDocument Open = new("$in", new BsonArray { WireName.Of(LogStatus.Pending), WireName.Of(LogStatus.Unknown) });

    private readonly LogDocumentWriter _writer = new();
    private readonly List<PlannedWrite> _inserts = [];
    private readonly List<PlannedWrite> _completions = [];
    private readonly List<PlannedWrite> _completionsOfInserts = [];
    private readonly List<LogWriteRefusal> _refusals = [];

    /// <returns>What was refused, in the order of the batch.</returns>
    public async Task<IReadOnlyList<LogWriteRefusal>> RunAsync(IReadOnlyList<LogWrite> writes, CancellationToken cancellationToken)
    {
        await PlanAsync(writes, cancellationToken);
        await Task.WhenAll(InsertAsync(_inserts, cancellationToken), CompleteAsync(_completions, cancellationToken));
        await CompleteAsync(_completionsOfInserts, cancellationToken);
        return _refusals.Count == 0 ? [] : [.. _refusals.OrderBy(refusal => refusal.Index)];
    }

    // Each document is encoded and measured by itself, so that one that cannot be stored takes no other with it. Of equal writes the first counts.
    private async Task PlanAsync(IReadOnlyList<LogWrite> writes, CancellationToken cancellationToken)
    {
        var inserted = new HashSet<Guid>(writes.Count);
        var completed = new HashSet<Guid>(writes.Count);
        for (var index = 0; index < writes.Count; index++)
        {
            var (kind, document) = writes[index];
            var isInsert = kind == LogWriteKind.Insert;
            try
            {
                var encoded = isInsert ? _writer.Whole(document) : _writer.Completion(document);
                await quarantine.KeepLongBodiesAsync(document, cancellationToken);
                var planned = new PlannedWrite(index, document, encoded.Bson);
                if (encoded.IsTooLarge)
                    await KeepWholeAsync(planned, !isInsert, "The document is too large for the log, even without its bodies.", cancellationToken);
                else if (isInsert ? inserted.Add(document.Entry.RequestId) : completed.Add(document.Entry.RequestId))
                    (isInsert ? _inserts : _completions).Add(planned);
            }
            catch (ArgumentException fault)
            {
                Refuse(index, fault.Message);
            }
        }

        if (_inserts.Count == 0 || _completions.Count == 0)
            return;
        _completionsOfInserts.AddRange(_completions.Where(completion => inserted.Contains(completion.Document.Entry.RequestId)));
        _completions.RemoveAll(completion => inserted.Contains(completion.Document.Entry.RequestId));
    }

    /// <returns>Those that were there already.</returns>
    private async Task<IReadOnlyList<PlannedWrite>> InsertAsync(IReadOnlyList<PlannedWrite> inserts, CancellationToken cancellationToken)
    {
        if (inserts.Count == 0)
            return [];
        try
        {
            await collection.BulkWriteAsync(inserts.Select(insert => new InsertOneModel<RawBsonDocument>(insert.Bson)), Unordered, cancellationToken);
            return [];
        }
        catch (MongoBulkWriteException<RawBsonDocument> fault) when (fault.WriteConcernError is null)
        {
            var there = new List<PlannedWrite>();
            foreach (var error in fault.WriteErrors)
            {
                if (error.Code == StoreFault.DuplicateKey)
                    there.Add(inserts[error.Index]);
                else
                    await KeepRefusedAsync(inserts[error.Index], isCompletion: false, error, fault, cancellationToken);
            }

            return there;
        }
    }

    // Updates tell how many they found, not which. Only when some were not found is it asked which are there; those that are not are inserted whole.
    private async Task CompleteAsync(IReadOnlyList<PlannedWrite> completions, CancellationToken cancellationToken)
    {
        var open = completions;
        for (var round = 0; open.Count > 0; round++)
        {
            if (round == MaxRounds)
                throw new LogStoreUnavailableException($"Documents at {place} keep changing while they are completed.");
            var (found, refused) = await UpdateAsync(open, cancellationToken);
            if (found + refused.Count == open.Count)
                return;

            var statuses = await ReadStatusesAsync(open, cancellationToken);
            var missing = open.Where(write => !refused.Contains(write) && !statuses.ContainsKey(write.Id)).Select(Whole).ToList();
            var overtaken = await InsertAsync(missing, cancellationToken);

            // Inserted by somebody else after the update had not found them: to be updated now.
            var overtakenIds = overtaken.Select(write => write.Id).ToHashSet(StringComparer.Ordinal);
            open = [.. open.Where(write => !refused.Contains(write) && (overtakenIds.Contains(write.Id) || (statuses.TryGetValue(write.Id, out var status) && IsOpen(status))))];
        }
    }

    private async Task<(long Found, List<PlannedWrite> Refused)> UpdateAsync(IReadOnlyList<PlannedWrite> completions, CancellationToken cancellationToken)
    {
        var refused = new List<PlannedWrite>();
        try
        {
            var result = await collection.BulkWriteAsync(completions.Select(Update), Unordered, cancellationToken);
            return (result.MatchedCount, refused);
        }
        catch (MongoBulkWriteException<RawBsonDocument> fault) when (fault.WriteConcernError is null)
        {
            foreach (var error in fault.WriteErrors)
            {
                refused.Add(completions[error.Index]);
                await KeepRefusedAsync(Whole(completions[error.Index]), isCompletion: true, error, fault, cancellationToken);
            }

            return (fault.Result.MatchedCount, refused);
        }
    }

    private async Task<Dictionary<string, string>> ReadStatusesAsync(IReadOnlyList<PlannedWrite> writes, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(writes.Select(write => write.Id))));
        var found = await collection.WithReadPreference(ReadPreference.Primary).Find(filter).Project<BsonDocument>(StatusOnly).ToListAsync(cancellationToken);
        return found.ToDictionary(document => document["_id"].AsString, document => document["status"].AsString, StringComparer.Ordinal);
    }

    // What the server has no time or room for is not the document's fault: the whole batch is to be repeated.
    private async Task KeepRefusedAsync(
        PlannedWrite write, bool isCompletion, BulkWriteError error, Exception fault, CancellationToken cancellationToken)
    {
        if (StoreFault.IsTransient(error.Code))
            throw new LogStoreUnavailableException($"MongoDB at {place} cannot carry out a write now (error {error.Code}).", fault);
        await KeepWholeAsync(write, isCompletion, $"MongoDB refused it with error {error.Code}.", cancellationToken);
    }

    // An insert that is kept there is durable, and can be found. A completion is too, but the log still shows what was inserted: that has to be heard of.
    private async Task KeepWholeAsync(PlannedWrite write, bool isCompletion, string reason, CancellationToken cancellationToken)
    {
        await quarantine.KeepDocumentAsync(write.Document.Entry, isCompletion ? Whole(write).Bson : write.Bson, isCompletion, reason, cancellationToken);
        if (isCompletion)
            Refuse(write.Index, $"{reason} It is kept in {Quarantine.Name}.");
    }

    // The insert and the update run side by side.
    private void Refuse(int index, string reason)
    {
        lock (_refusals)
            _refusals.Add(new LogWriteRefusal(index, reason));
    }

    private PlannedWrite Whole(PlannedWrite write)
    {
        lock (_writer)
            return write with { Bson = _writer.Whole(write.Document).Bson };
    }

    private static UpdateOneModel<RawBsonDocument> Update(PlannedWrite write) =>
        new(new BsonDocument { { "_id", write.Id }, { "status", Open } }, new BsonDocumentUpdateDefinition<RawBsonDocument>(write.Bson));

    private static bool IsOpen(string status) => status == WireName.Of(LogStatus.Pending) || status == WireName.Of(LogStatus.Unknown);

    /// <param name="Index">Its place in the batch.</param>
    /// <param name="Document">What is written.</param>
    /// <param name="Bson">The whole document for an insert, what is set for a completion.</param>
    private sealed record PlannedWrite(int Index, LogDocument Document, RawBsonDocument Bson)
    {
        public string Id { get; } = Document.Entry.RequestId.ToString();
    }
}
