using System.Text;
using ProKure.Integrations.Sqlite.Erasure;
using ProKure.Integrations.Sqlite.Retry;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Sqlite.Tests.Retry;

public sealed class SqliteDeliveryPayloadsContractTests : DeliveryPayloadsContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<DeliveryPayloadStores> OpenAsync() => new(new DeliveryPayloadStores(
        new SqliteDeliveryQueue(_stores.Databases, TimeProvider.System), new SqliteDeliveryLedger(_stores.Databases), new SqliteDeliveryPayloads(_stores.Databases),
        new SqliteErasableQueue(_stores.Databases)));

    protected override async Task<string> ReadEverythingAsync()
    {
        var everything = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(_stores.FileOf("configuration.db"))!, "*.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            everything.Append(await reader.ReadToEndAsync(Cancel));
        }

        return everything.ToString();
    }

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}
