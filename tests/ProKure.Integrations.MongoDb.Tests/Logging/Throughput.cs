using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.MongoDb.Tests.Logging;

/// <summary>
/// Not run by itself: how many calls a second the store logs, an insert and a completion each, beside the bare driver with the same bytes. To be asked for with
/// <c>-explicit only -class …Throughput</c> on a quiet machine, optimised (<c>-c Release</c>).
/// </summary>
public sealed class Throughput(ITestOutputHelper output)
{
    private const int Calls = 6_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Explicit = true)]
    [InlineData(256)]
    [InlineData(500)]
    public async Task InsertThenComplete(int batch)
    {
        var items = Enumerable.Range(0, 20).Select(i => $"{{\"Material\":\"MAT-{i}\",\"Qty\":{i},\"Price\":12.5}}");
        var body = $"{{\"PurchaseOrder\":{{\"VendorCode\":\"V-100\",\"Items\":[{string.Join(',', items)}]}}}}";
        await using var log = await TemporaryLog.OpenAsync();
        await log.ApplySchemaAsync();
        await RunAsync("warm-up", batch, body, (inserts, completions) => StoreAsync(log, inserts, completions));

        for (var round = 0; round < 3; round++)
        {
            await RunAsync("store", batch, body, (inserts, completions) => StoreAsync(log, inserts, completions));
            await RunAsync("driver", batch, body, (inserts, completions) => DriverAsync(log, inserts, completions));
        }
    }

    private async Task RunAsync(string name, int batch, string body, Func<LogWrite[], LogWrite[], Task> write)
    {
        var batches = Enumerable.Range(0, Calls).Select(i => LogDocuments.Pending(LogDocuments.Start.AddMilliseconds(i), body)).Chunk(batch)
            .Select(documents => (documents.Select(d => d.AsInsert()).ToArray(), documents.Select(d => LogDocuments.Complete(d).AsCompletion()).ToArray())).ToList();
        var allocated = GC.GetTotalAllocatedBytes();
        var start = TimeProvider.System.GetTimestamp();
        foreach (var (inserts, completions) in batches)
            await write(inserts, completions);
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}, batches of {batch}: {Calls / seconds:F0} calls/s, {(GC.GetTotalAllocatedBytes() - allocated) / Calls / 1024.0:F1} KB a call"));
    }

    private static async Task StoreAsync(TemporaryLog log, LogWrite[] inserts, LogWrite[] completions)
    {
        Assert.Empty(await log.Store.WriteAsync(inserts, Cancel));
        Assert.Empty(await log.Store.WriteAsync(completions, Cancel));
    }

    // The same bytes without what the store does for bad documents and lost inserts.
    private static async Task DriverAsync(TemporaryLog log, LogWrite[] inserts, LogWrite[] completions)
    {
        var writer = new LogDocumentWriter();
        var collection = log.Connection.Collection("integration_logs");
        await collection.BulkWriteAsync(
            inserts.Select(write => new InsertOneModel<RawBsonDocument>(writer.Whole(write.Document).Bson)), new BulkWriteOptions { IsOrdered = false }, Cancel);
        await collection.BulkWriteAsync(
            completions.Select(write => new UpdateOneModel<RawBsonDocument>(
                new BsonDocument("_id", write.Document.Entry.RequestId.ToString()), new BsonDocumentUpdateDefinition<RawBsonDocument>(writer.Completion(write.Document).Bson))),
            new BulkWriteOptions { IsOrdered = false },
            Cancel);
    }
}
