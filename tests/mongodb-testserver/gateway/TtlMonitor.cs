namespace MongoTestServer;

/// <summary>Deletes expired documents of TTL indexes at an interval, as mongod's TTL monitor does.</summary>
internal sealed class TtlMonitor(Engine engine) : IDisposable
{
    private TimeSpan _interval = TimeSpan.FromSeconds(60);
    private CancellationTokenSource _changed = new();

    public bool Enabled { get; set; } = true;

    /// <summary>The pause between two passes. A new value counts at once.</summary>
    public TimeSpan Interval
    {
        get => _interval;
        set
        {
            _interval = value;
            using var before = Interlocked.Exchange(ref _changed, new CancellationTokenSource());
            before.Cancel();
        }
    }

    public void Dispose() => _changed.Dispose();

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var wake = CancellationTokenSource.CreateLinkedTokenSource(stop, _changed.Token);
            await Task.Delay(_interval, wake.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (wake.IsCancellationRequested || !Enabled)
            {
                continue;
            }

            try
            {
                await engine.QueryAsync("CALL documentdb_api_internal.delete_expired_rows()", stop);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Console.WriteLine($"TTL pass failed: {error.Message}");
            }
        }
    }
}
