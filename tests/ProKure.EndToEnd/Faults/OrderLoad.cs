using System.Collections.Concurrent;
using System.Net;

namespace ProKure.EndToEnd.Faults;

/// <summary>Callers that send one order after the other, each with a number of its own, and remember every answer.</summary>
internal sealed class OrderLoad : IDisposable
{
    private readonly ConcurrentBag<OrderAnswer> _answers = [];
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task[] _callers;
    private readonly Func<HttpClient> _hub;
    private readonly string _prefix;
    private int _next;

    /// <param name="prefix">What the orders' numbers begin with.</param>
    /// <param name="callers">How many send at a time.</param>
    /// <param name="hub">The hub to call; asked anew for each order.</param>
    public OrderLoad(string prefix, int callers, Func<HttpClient> hub)
    {
        _prefix = prefix;
        _hub = hub;
        _callers = [.. Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync))];
    }

    /// <summary>The answers so far, in no order.</summary>
    public IReadOnlyCollection<OrderAnswer> Answers => _answers;

    /// <summary>Waits until that many orders have been answered since the start.</summary>
    public async Task WaitForAnswersAsync(int count, CancellationToken cancellationToken)
    {
        while (_answers.Count < count)
        {
            Assert.False(_callers.All(caller => caller.IsCompleted), "All callers have ended.");
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Lets the orders under way end, and ends.</summary>
    public async Task<IReadOnlyCollection<OrderAnswer>> StopAsync()
    {
        await _stopped.CancelAsync();
        await Task.WhenAll(_callers);
        return _answers;
    }

    /// <summary>For a hub that was killed: its callers end by themselves.</summary>
    public async Task<IReadOnlyCollection<OrderAnswer>> UntilGoneAsync()
    {
        await Task.WhenAll(_callers);
        return _answers;
    }

    public void Dispose() => _stopped.Dispose();

    private async Task CallAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            var number = $"{_prefix}-{Interlocked.Increment(ref _next)}";
            try
            {
                var (status, answer) = await _hub().CreateOrderAsync(number, "MAT-1001");
                _answers.Add(new OrderAnswer(number, status, answer["request_id"]?.GetValue<string>(), answer["status"]?.ToString(), answer.ToJsonString()));
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }
}

/// <summary>What a caller was told about an order.</summary>
/// <param name="Order">The order's number.</param>
/// <param name="Http">The hub's HTTP status.</param>
/// <param name="RequestId">The attempt's id; null where there was none.</param>
/// <param name="Status">The attempt's status, or the problem's.</param>
/// <param name="Body">The whole answer.</param>
internal sealed record OrderAnswer(string Order, HttpStatusCode Http, string? RequestId, string? Status, string Body);
