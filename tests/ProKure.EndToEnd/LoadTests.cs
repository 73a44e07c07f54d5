using System.Net;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd;

public sealed class LoadTests
{
    private const int Callers = 64;
    private const int Rounds = 5;
    private const int CallsPerRound = 2_000;

    [Fact]
    public async Task Sixty_four_callers_with_ten_thousand_invocations_lose_none_and_double_none()
    {
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), TestContext.Current.CancellationToken);
        await using var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, HubProcess.PatientWithStores);
        var memory = new List<long>();
        for (var round = 0; round < Rounds; round++)
        {
            var next = round * CallsPerRound;
            var end = next + CallsPerRound;
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
            {
                for (var call = Interlocked.Increment(ref next); call <= end; call = Interlocked.Increment(ref next))
                {
                    var (status, answer) = await hub.Http.CreateOrderAsync($"PO-{call}", "MAT-1001");
                    Assert.Equal((HttpStatusCode.OK, "SUCCESS"), (status, answer.Text("status")));
                }
            }));
            memory.Add(hub.WorkingSetBytes);
        }

        var entries = await hub.Http.ListLogsAsync();
        Assert.Equal(Rounds * CallsPerRound, sap.PurchaseOrders.Counts.Created);
        Assert.Empty(sap.PurchaseOrders.Duplicates());
        Assert.Equal(Rounds * CallsPerRound, entries.Count);
        Assert.Equal(Rounds * CallsPerRound, entries.Select(e => e["context"]!.Text("entity_id")).Distinct(StringComparer.Ordinal).Count());
        Assert.All(entries, e => Assert.Equal(("SUCCESS", 201), (e.Text("status"), e["response_status"]!.GetValue<int>())));
        Assert.All(entries, e => Assert.NotNull(e["completed_at"]));

        // The first round warms caches and the heap; after it, four times as many calls must not need more.
        Assert.InRange(memory[^1], 1, memory[0] + 128L * 1024 * 1024);
    }
}
