using Npgsql;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Faults;

/// <summary>What became of queued orders, by the queue and by SAP.</summary>
internal sealed class DeliveryBooks(string postgres, SimulatedSap sap)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    /// <summary>Waits until every delivery has ended.</summary>
    public async Task<IReadOnlyList<EndedDelivery>> SettleAsync()
    {
        using var tooLong = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        tooLong.CancelAfter(Patience);
        while (true)
        {
            var deliveries = await ReadAsync();
            var open = deliveries.Where(delivery => delivery.State is not ("SUCCEEDED" or "DEAD")).ToList();
            if (open.Count == 0)
                return deliveries;
            if (tooLong.IsCancellationRequested)
                Assert.Fail($"{open.Count} deliveries have not ended within {Patience}: {string.Join(", ", open.Take(10))}");
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asserts that each order has one delivery, and was created once where the delivery says so, and at most once anyway.</summary>
    public void AssertEachOnce(IReadOnlyList<EndedDelivery> deliveries, IEnumerable<string> orders)
    {
        var byOrder = deliveries.ToLookup(delivery => delivery.Order, StringComparer.Ordinal);
        Assert.Empty(sap.PurchaseOrders.Duplicates());
        Assert.All(orders, order =>
        {
            var delivery = Assert.Single(byOrder[order]);
            var created = sap.PurchaseOrders.FindByReference(order).Count;
            var isRight = delivery switch
            {
                { State: "SUCCEEDED" } => created == 1,
                { State: "DEAD", Reason: "POISON" } => created == 0,
                { State: "DEAD", Reason: "UNKNOWN_OUTCOME" } => created <= 1,
                _ => false,
            };
            Assert.True(isRight, $"{delivery}, and SAP has created it {created} times.");
        });
    }

    private async Task<IReadOnlyList<EndedDelivery>> ReadAsync()
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var command = source.CreateCommand(
            "SELECT c.entity_id, d.id, d.state, d.reason, d.attempts_made FROM delivery AS d JOIN delivery_content AS c ON c.delivery_id = d.id");
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var all = new List<EndedDelivery>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            all.Add(new EndedDelivery(rows.GetString(0), rows.GetGuid(1), rows.GetString(2), rows.IsDBNull(3) ? null : rows.GetString(3), rows.GetInt32(4)));
        return all;
    }
}

/// <summary>A delivery as the queue has it.</summary>
internal sealed record EndedDelivery(string Order, Guid Id, string State, string? Reason, int AttemptsMade);
