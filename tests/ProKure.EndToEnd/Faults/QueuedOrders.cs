using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProKure.EndToEnd.Faults;

/// <summary>
/// Callers that hand orders over to whatever hub is alive, and repeat one with the same idempotency key until some hub has accepted it: a hub that is killed before it answers may have.
/// </summary>
internal sealed class QueuedOrders(Func<int, HttpClient> hub, string endpoint, Func<int, string> material)
{
    private const int Callers = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private int _repeated;

    /// <summary>How often an order was handed over again because no answer came.</summary>
    public int Repeated => _repeated;

    public static string NumberOf(int order) => $"PO-{order:00000}";

    /// <summary>Hands over the orders of the range; ends when all are accepted.</summary>
    public async Task HandOverAsync(int from, int to, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            Enumerable.Range(from, to - from), new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = cancellationToken },
            async (order, cancel) => await HandOverAsync(order, cancel));

    private async Task HandOverAsync(int order, CancellationToken cancellationToken)
    {
        for (var turn = order; ; turn++)
        {
            try
            {
                if (await TryAsync(hub(turn), order, cancellationToken))
                    return;
            }
            catch (Exception fault) when (fault is HttpRequestException or JsonException or ObjectDisposedException)
            {
                // The hub was killed before it answered, or before it was asked.
                Interlocked.Increment(ref _repeated);
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task<bool> TryAsync(HttpClient http, int order, CancellationToken cancellationToken)
    {
        var number = NumberOf(order);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/v1/systems/SAP/endpoints/{endpoint}/invoke", UriKind.Relative))
        {
            Content = new StringContent(HubApi.Order(number, material(order)).Insert(1, " \"mode\": \"ASYNC\","), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", number);
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        if (response.StatusCode == HttpStatusCode.Accepted)
            return true;
        Assert.True(
            response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable,
            $"Order {number} was answered with {(int)response.StatusCode}: {answer}");
        return false;
    }
}
