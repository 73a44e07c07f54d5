using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Logging;

/// <summary>Completions that neither the store nor the spool takes: kept in memory, up to a limit, until one of them does.</summary>
internal sealed partial class KeptCompletions(long maxBytes, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Queue<(LogWrite Write, long Bytes)> _writes = new();
    private long _bytes;
    private long _lost;
    private bool _isFull;

    public int Count
    {
        get
        {
            lock (_gate)
                return _writes.Count;
        }
    }

    /// <summary>How many were dropped.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public void Add(LogWrite write, long bytes)
    {
        lock (_gate)
        {
            if (_bytes + bytes <= maxBytes)
            {
                _writes.Enqueue((write, bytes));
                _bytes += bytes;
                return;
            }

            Interlocked.Increment(ref _lost);
            Telemetry.LogLost.Add(1);
            if (_isFull)
                return;
            _isFull = true;
            Log.Full(logger, maxBytes);
        }
    }

    /// <summary>The oldest, without removing them.</summary>
    public IReadOnlyList<LogWrite> Peek(int max)
    {
        lock (_gate)
            return [.. _writes.Take(max).Select(kept => kept.Write)];
    }

    public void Remove(int count)
    {
        lock (_gate)
        {
            for (var i = 0; i < count; i++)
                _bytes -= _writes.Dequeue().Bytes;
            _isFull = false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(103, LogLevel.Error,
            "Neither the log store nor the spool takes writes, and {Limit} bytes of completions wait in memory already: further ones are lost and counted")]
        public static partial void Full(ILogger logger, long limit);
    }
}
