using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.TestKit.Logging;

namespace ProKure.EndToEnd.Upkeep;

/// <summary>Records of long ago, each with a long body beside the log, as a hub would have left them.</summary>
internal static class OldRecords
{
    private const int AtOnce = 100;
    private const int Bytes = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static List<LogDocument> Make(int count, TimeSpan age, string? retentionClass, string entityId, string text = "nothing in particular")
    {
        var now = TimeProvider.System.GetUtcMilliseconds();
        return [.. Enumerable.Range(0, count).Select(i => Make(now - age + TimeSpan.FromMilliseconds(i), retentionClass, entityId, text))];
    }

    public static async Task WriteAsync(IServiceProvider stores, IEnumerable<LogDocument> documents)
    {
        var (log, summaries, objects) = (stores.GetRequiredService<IIntegrationLogStore>(), stores.GetRequiredService<ISummaryStore>(), stores.GetRequiredService<IObjectStore>());
        foreach (var batch in documents.Chunk(AtOnce))
        {
            Assert.Empty(await log.WriteAsync([.. batch.Select(document => document.AsInsert())], Token));
            await summaries.WriteAsync([.. batch.Select(document => RequestSummary.Of(document.Entry))], Token);
            foreach (var key in batch.SelectMany(KeysOf))
                await objects.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes("body!")), Token);
        }
    }

    /// <summary>Makes the bodies in a folder as old as their documents, so that none is spared for being new.</summary>
    public static void Age(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    /// <summary>The objects that a document refers to.</summary>
    public static IEnumerable<string> KeysOf(LogDocument document) =>
        new[] { document.Request, document.Response }.Select(payload => payload?.Reference).OfType<BodyReference>().Where(reference => !reference.IsExpired).Select(reference => reference.Key);

    private static LogDocument Make(DateTimeOffset startedAt, string? retentionClass, string entityId, string text)
    {
        var document = LogDocuments.Complete(LogDocuments.Pending(startedAt, $$"""{"text":"{{text}}"}""")).With(entry => entry with
        {
            RetentionClass = retentionClass,
            ExpiresAt = retentionClass is null ? null : startedAt.AddDays(30),
            Context = new LogContext { EntityType = "PURCHASE_ORDER", EntityId = entityId },
        });
        var key = BodyKey.Of(startedAt, document.Entry.SystemCode, document.Entry.RequestId, BodySide.Response);
        return document with { Response = document.Response! with { IsTruncated = true, Reference = new BodyReference("folder", key, Bytes, new string('a', 64)) } };
    }
}
