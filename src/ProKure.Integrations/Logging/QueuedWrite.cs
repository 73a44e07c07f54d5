namespace ProKure.Integrations.Logging;

/// <summary>A write on its way, and who waits for it.</summary>
internal sealed class QueuedWrite(LogWrite write, LogDurability durability)
{
    // What an entry takes in memory besides headers and bodies, roughly.
    private const int EntryBytes = 1024;

    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LogWrite Write => write;

    /// <summary>Whether it may wait in the spool.</summary>
    public bool MaySpool => durability == LogDurability.StoreOrSpool;

    public long Bytes { get; } = EntryBytes + BytesOf(write.Document.Request) + BytesOf(write.Document.Response) + (write.Document.Original?.Length ?? 0);

    public Task Durable => _durable.Task;

    public bool IsDone => _durable.Task.IsCompleted;

    public void Succeed() => _durable.TrySetResult();

    public void Fail(Exception reason)
    {
        _durable.TrySetException(reason);

        // Its caller may have stopped waiting: that is no unobserved fault.
        _ = _durable.Task.Exception;
    }

    private static long BytesOf(CapturedPayload? payload)
    {
        if (payload is null)
            return 0;
        long bytes = payload.Body.Length;
        foreach (var header in payload.Headers)
            bytes += (header.Name.Length + header.Value.Length) * sizeof(char);
        return bytes;
    }
}
