using System.Runtime.CompilerServices;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Driver;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Bson;

namespace ProKure.Integrations.MongoDb.Logging;

/// <summary>
/// Keeps as text what the log cannot hold: bodies that are too long, and whole documents that are too large or that MongoDB refuses. A text is cut into parts of a few
/// megabytes, each a document; equal ids make a repeated write a no-op.
/// </summary>
internal sealed class Quarantine(MongoDbConnection connection, TimeProvider time)
{
    public const string Name = "integration_logs_quarantine";

    public const string RequestBody = "REQUEST_BODY", ResponseBody = "RESPONSE_BODY", InsertedDocument = "INSERTED_DOCUMENT", CompletedDocument = "COMPLETED_DOCUMENT";

    private const int MaxPartBytes = 8 * 1024 * 1024;

    private static readonly JsonWriterSettings Lossless = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };

    private readonly IMongoCollection<RawBsonDocument> _collection = connection.Collection(Name);

    /// <summary>Keeps bodies that are too long for the document.</summary>
    public async Task KeepLongBodiesAsync(LogDocument document, CancellationToken cancellationToken)
    {
        if (document.Request?.Body.Length > LogDocumentWriter.MaxBodyBytes)
            await KeepAsync(document.Entry, RequestBody, TooLong, document.Request.Body, cancellationToken);
        if (document.Response?.Body.Length > LogDocumentWriter.MaxBodyBytes)
            await KeepAsync(document.Entry, ResponseBody, TooLong, document.Response.Body, cancellationToken);
    }

    /// <summary>Keeps a whole document as canonical extended JSON.</summary>
    public Task KeepDocumentAsync(LogEntry entry, RawBsonDocument document, bool isCompletion, string reason, CancellationToken cancellationToken) =>
        KeepAsync(
            entry, isCompletion ? CompletedDocument : InsertedDocument, reason, Encoding.UTF8.GetBytes(WithoutOriginal(document).ToJson(Lossless)), cancellationToken);

    /// <summary>The text that was kept; null when there is none.</summary>
    public async Task<byte[]?> FindAsync(Guid requestId, string kind, CancellationToken cancellationToken)
    {
        var parts = await _collection.Find(IdsOf(requestId, kind)).ToListAsync(cancellationToken);
        if (parts.Count == 0 || parts[0]["parts"] != parts.Count)
            return null;
        using var text = new MemoryStream();
        foreach (var part in parts.OrderBy(part => part["part"].AsInt32))
            text.Write(Encoding.UTF8.GetBytes(part["text"].AsString));
        return text.ToArray();
    }

    /// <summary>A whole document that was kept, as it stood last; null when there is none.</summary>
    public async Task<LogDocument?> FindDocumentAsync(Guid requestId, CancellationToken cancellationToken)
    {
        var text = await FindAsync(requestId, CompletedDocument, cancellationToken) ?? await FindAsync(requestId, InsertedDocument, cancellationToken);
        return text is null ? null : LogDocumentReader.Document(BsonDocument.Parse(Encoding.UTF8.GetString(text)));
    }

    /// <summary>Removes all that is kept here of a document that is in the log.</summary>
    public Task RemoveAsync(Guid requestId, CancellationToken cancellationToken) =>
        _collection.DeleteManyAsync(new BsonDocument("_id", new BsonDocument { { "$gt", $"{requestId}:" }, { "$lt", $"{requestId};" } }), cancellationToken);

    /// <summary>Puts whole documents that are kept here and that the condition means under legal hold, or lets them go.</summary>
    /// <returns>How many.</returns>
    public async Task<int> HoldDocumentsAsync(Func<LogDocument, bool> isMeant, bool hold, CancellationToken cancellationToken)
    {
        var others = new BsonDocument("legal_hold", hold ? new BsonDocument("$ne", true) : true);
        var change = hold ? new BsonDocument("$set", new BsonDocument("legal_hold", true)) : new BsonDocument("$unset", new BsonDocument("legal_hold", ""));
        var changed = 0;
        await foreach (var document in WholeDocumentsAsync(others, cancellationToken))
        {
            if (!isMeant(document))
                continue;
            await _collection.UpdateManyAsync(new BsonDocument("request_id", document.Entry.RequestId.ToString()), change, cancellationToken: cancellationToken);
            changed++;
        }

        return changed;
    }

    /// <summary>Takes the content from whole documents that are kept here and that the condition means.</summary>
    /// <returns>How many documents lost their content.</returns>
    public async Task<int> EraseDocumentsAsync(Func<LogDocument, bool> isMeant, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var erased = 0;
        await foreach (var document in WholeDocumentsAsync([], cancellationToken))
        {
            if (!isMeant(document))
                continue;
            var id = document.Entry.RequestId;

            // A crash after the first leaves what was inserted, which the next look takes; after the second, both, of which what was completed counts.
            var left = new LogDocumentWriter().Whole(Erased.Of(document, at)).Bson;
            await _collection.DeleteManyAsync(new BsonDocument("$or", new BsonArray { IdsOf(id, CompletedDocument), IdsOf(id, RequestBody), IdsOf(id, ResponseBody) }), cancellationToken);
            await KeepDocumentAsync(document.Entry, left, isCompletion: true, "Its content was erased.", cancellationToken);
            await _collection.DeleteManyAsync(IdsOf(id, InsertedDocument), cancellationToken);
            erased++;
        }

        return erased;
    }

    /// <summary>Whole documents of a class that have ended and that no archive file holds, in no order.</summary>
    public async Task<IReadOnlyList<LogDocument>> ListUnarchivedAsync(string retentionClass, CancellationToken cancellationToken)
    {
        var documents = new List<LogDocument>();
        await foreach (var document in WholeDocumentsAsync(new BsonDocument { { "retention_class", Shortened(retentionClass) }, { "archive_key", BsonNull.Value } }, cancellationToken))
        {
            if (document.Entry.Status != LogStatus.Pending)
                documents.Add(document);
        }

        return documents;
    }

    /// <summary>Marks a whole document as the archive file has it; one that has changed since, or has a mark, stays as it is.</summary>
    /// <returns>Whether it was marked.</returns>
    public async Task<bool> MarkAsync(string archiveKey, ArchivedState state, CancellationToken cancellationToken)
    {
        var unmarked = new BsonDocument { { "request_id", state.RequestId.ToString() }, { "archive_key", BsonNull.Value } };
        if (await FindDocumentAsync(state.RequestId, cancellationToken) is not { } document || ArchivedState.Of(document.Entry) != state)
            return false;
        return (await _collection.UpdateManyAsync(unmarked, new BsonDocument("$set", new BsonDocument("archive_key", archiveKey)), cancellationToken: cancellationToken)).ModifiedCount > 0;
    }

    /// <summary>Takes the mark from the documents that have this one.</summary>
    /// <returns>How many documents.</returns>
    public async Task<int> UnmarkAsync(string archiveKey, CancellationToken cancellationToken)
    {
        var marked = new BsonDocument("archive_key", archiveKey);
        using var ids = await _collection.DistinctAsync<string>("request_id", marked, cancellationToken: cancellationToken);
        var count = (await ids.ToListAsync(cancellationToken)).Count;
        if (count > 0)
            await _collection.UpdateManyAsync(marked, new BsonDocument("$unset", new BsonDocument("archive_key", "")), cancellationToken: cancellationToken);
        return count;
    }

    // There is no index for what they say, and there are few: all are read.
    private async IAsyncEnumerable<LogDocument> WholeDocumentsAsync(BsonDocument condition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = new BsonDocument(condition) { { "kind", new BsonDocument("$in", new BsonArray { InsertedDocument, CompletedDocument }) }, { "part", 0 } };
        var ids = await _collection.WithReadPreference(ReadPreference.Primary).Find(first).Project<BsonDocument>(new BsonDocument("request_id", 1)).ToListAsync(cancellationToken);
        foreach (var id in ids.Select(found => Guid.Parse(found["request_id"].AsString)).Distinct())
        {
            if (await FindDocumentAsync(id, cancellationToken) is { } document)
                yield return document;
        }
    }

    // All parts share the beginning of their ids; ':' is followed by ';'.
    private static BsonDocument IdsOf(Guid requestId, string kind) =>
        new("_id", new BsonDocument { { "$gt", $"{requestId}:{kind}:" }, { "$lt", $"{requestId}:{kind};" } });

    private static string TooLong => $"The body is longer than {LogDocumentWriter.MaxBodyBytes} bytes.";

    // What nobody would look for here, or take away.
    private static BsonDocument WithoutOriginal(RawBsonDocument document)
    {
        if (!document.Contains("original"))
            return document;
        var without = document.ToBsonDocument();
        without.Remove("original");
        return without;
    }

    private async Task KeepAsync(LogEntry entry, string kind, string reason, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var parts = Cut(text);
        var inserts = parts.Select((part, index) => new InsertOneModel<RawBsonDocument>(Encode(entry, kind, reason, part, index, parts.Count)));
        try
        {
            await _collection.BulkWriteAsync(inserts, new BulkWriteOptions { IsOrdered = false }, cancellationToken);
        }
        catch (MongoBulkWriteException<RawBsonDocument> fault) when (
            fault.WriteConcernError is null && fault.WriteErrors.All(error => error.Code == StoreFault.DuplicateKey))
        {
            // An earlier attempt has kept it.
        }
    }

    private RawBsonDocument Encode(LogEntry entry, string kind, string reason, ReadOnlyMemory<byte> text, int index, int parts)
    {
        var output = new BsonOutput();
        var root = output.BeginDocument();
        output.Write("_id"u8, $"{entry.RequestId}:{kind}:{index}");
        output.Write("request_id"u8, entry.RequestId.ToString());
        output.Write("correlation_id"u8, Shortened(entry.CorrelationId));
        output.Write("system_code"u8, Shortened(entry.SystemCode));
        output.Write("endpoint_code"u8, Shortened(entry.EndpointCode));
        output.Write("status"u8, WireName.Of(entry.Status));
        output.Write("kind"u8, kind);
        output.Write("reason"u8, reason);
        output.Write("part"u8, index);
        output.Write("parts"u8, parts);
        output.WriteUtf8("text"u8, text.Span);
        if (entry.RetentionClass is { } retentionClass)
            output.Write("retention_class"u8, Shortened(retentionClass));
        if (entry.ExpiresAt is { } expiresAt)
            output.Write("expires_at"u8, expiresAt);
        if (entry.ArchiveKey is { } archiveKey)
            output.Write("archive_key"u8, archiveKey);
        output.Write("created_at"u8, entry.CreatedAt);
        output.Write("quarantined_at"u8, time.GetUtcNow());
        output.End(root);
        return new RawBsonDocument(output.ToArray());
    }

    private static string Shortened(string text) => text.Length <= 200 ? text : text[..200];

    private static List<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> text)
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        while (text.Length > MaxPartBytes)
        {
            // Not within a character.
            var end = MaxPartBytes;
            while ((text.Span[end] & 0xC0) == 0x80)
                end--;
            parts.Add(text[..end]);
            text = text[end..];
        }

        parts.Add(text);
        return parts;
    }
}
