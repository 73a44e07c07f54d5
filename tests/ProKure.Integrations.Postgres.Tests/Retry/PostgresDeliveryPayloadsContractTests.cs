using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Postgres.Erasure;
using ProKure.Integrations.Postgres.Retry;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Postgres.Tests.Retry;

public sealed class PostgresDeliveryPayloadsContractTests : DeliveryPayloadsContract
{
    private TemporaryStores? _stores;
    private DeliveryNotices? _notices;

    protected override async ValueTask<DeliveryPayloadStores> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        _notices = new DeliveryNotices(_stores.Stores, NullLogger<DeliveryNotices>.Instance);
        return new DeliveryPayloadStores(
            new PostgresDeliveryQueue(_stores.Stores, _notices), new PostgresDeliveryLedger(_stores.Stores, _notices), new PostgresDeliveryPayloads(_stores.Stores),
            new PostgresErasableQueue(_stores.Stores));
    }

    // Rows as text show bytes in hexadecimal.
    protected override async Task<string> ReadEverythingAsync()
    {
        var everything = new StringBuilder();
        foreach (var table in await _stores!.Database.ReadAsync<string>("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"))
        {
            foreach (var row in await _stores.Database.ReadAsync<string>($"SELECT every::text FROM \"{table}\" AS every"))
                everything.AppendLine(Regex.Replace(row, @"\\x((?:[0-9a-f]{2})+)", bytes => Encoding.Latin1.GetString(Convert.FromHexString(bytes.Groups[1].Value))));
        }

        return everything.ToString();
    }

    protected override async ValueTask CloseAsync()
    {
        if (_notices is not null)
            await _notices.DisposeAsync();
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}
