using ProKure.Integrations;
using ProKure.Integrations.Logging;

namespace ProKure.TestKit.Logging;

/// <summary>What every log store must do.</summary>
public abstract partial class LogStoreContract : StoreContract<IIntegrationLogStore>
{
    /// <summary>Writes, and expects that nothing is refused.</summary>
    protected async Task WriteAsync(params LogWrite[] writes) => Assert.Empty(await Store.WriteAsync(writes, Cancel));

    /// <summary>The stored form of a document; null when it is not there.</summary>
    protected Task<LogDocument?> FindAsync(LogDocument document) => Store.FindAsync(document.Entry.RequestId, Cancel);

    /// <summary>One page.</summary>
    protected Task<Page<LogEntry>> SearchAsync(LogQuery query) => Store.SearchAsync(query, Cancel);

    /// <summary>All pages of a query.</summary>
    protected async Task<List<LogEntry>> AllAsync(LogQuery query)
    {
        var all = new List<LogEntry>();
        while (true)
        {
            var page = await SearchAsync(query);
            all.AddRange(page.Items);
            if (page.NextCursor is null)
                return all;
            Assert.True(LogCursor.TryParse(page.NextCursor, out var cursor), page.NextCursor);
            query = query with { After = cursor };
        }
    }
}
