using System.Runtime.InteropServices;
using System.Text;

namespace ProKure.Samples.Sap.Recording;

/// <summary>The requests that a simulated SAP has seen: exact counts, and the latest requests in order of arrival.</summary>
public sealed class RequestLog
{
    private readonly int _capacity;
    private readonly int _maxBodyBytes;
    private readonly TimeProvider _time;

    // All below is guarded by _gate.
    private readonly Lock _gate = new();
    private readonly Queue<RequestEntry> _recent = new();
    private readonly Dictionary<string, long> _byOperation = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _byBehavior = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _byStatus = [];
    private readonly List<(long Total, TaskCompletionSource Reached)> _waiting = [];
    private long _sequence;
    private long _total;
    private long _inFlight;
    private int _epoch;

    internal RequestLog(SimulatedSapOptions options)
    {
        _capacity = options.MaxRecordedRequests;
        _maxBodyBytes = options.MaxRecordedBodyBytes;
        _time = options.Time;
    }

    /// <summary>The exact counts as they stand now.</summary>
    public RequestCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new RequestCounts
                {
                    Total = _total,
                    InFlight = _inFlight,
                    ByOperation = new Dictionary<string, long>(_byOperation, StringComparer.Ordinal),
                    ByBehavior = new Dictionary<string, long>(_byBehavior, StringComparer.Ordinal),
                    ByStatus = new Dictionary<int, long>(_byStatus),
                };
            }
        }
    }

    /// <summary>The latest requests, oldest first.</summary>
    /// <param name="last">How many at most; all that are kept by default.</param>
    public IReadOnlyList<RecordedRequest> Recent(int last = int.MaxValue)
    {
        lock (_gate)
            return [.. _recent.Skip(Math.Max(0, _recent.Count - last)).Select(entry => entry.Current)];
    }

    /// <summary>Waits until that many requests have arrived since the start or the last reset.</summary>
    /// <param name="total">The count to wait for.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OperationCanceledException">The token fired first, or a reset made the wait pointless.</exception>
    public Task WaitForArrivalsAsync(long total, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_total >= total)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((total, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Forgets all requests and sets the counts to zero; requests in flight stay counted as such.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _epoch++;
            _total = 0;
            _recent.Clear();
            _byOperation.Clear();
            _byBehavior.Clear();
            _byStatus.Clear();
            foreach (var (_, reached) in _waiting)
                reached.TrySetCanceled();
            _waiting.Clear();
        }
    }

    internal RequestEntry Arrive(string operation, HttpRequest request)
    {
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        lock (_gate)
        {
            var entry = new RequestEntry(
                new RecordedRequest
                {
                    Sequence = ++_sequence,
                    ReceivedAt = _time.GetUtcNow(),
                    Operation = operation,
                    Method = request.Method,
                    Path = request.Path.Value ?? "",
                    Query = request.QueryString.Value ?? "",
                    Headers = headers,
                },
                _epoch);
            _total++;
            _inFlight++;
            CountOne(_byOperation, operation);
            _recent.Enqueue(entry);
            if (_recent.Count > _capacity)
                _recent.Dequeue();
            ReleaseWaiting();
            return entry;
        }
    }

    internal void ReadBody(RequestEntry entry, ReadOnlySpan<byte> body)
    {
        var truncated = body.Length > _maxBodyBytes;
        var text = Encoding.UTF8.GetString(truncated ? body[.._maxBodyBytes] : body);
        var length = body.Length;
        Change(entry, request => request with { Body = text, BodyBytes = length, BodyTruncated = truncated });
    }

    internal void Choose(RequestEntry entry, string behavior)
    {
        lock (_gate)
        {
            entry.Current = entry.Current with { Behavior = behavior };
            if (entry.Epoch == _epoch)
                CountOne(_byBehavior, behavior);
        }
    }

    internal void Answer(RequestEntry entry, int status)
    {
        lock (_gate)
        {
            if (entry.Broken)
                return;
            entry.Current = entry.Current with { Status = status };
            if (entry.Epoch == _epoch)
                CountOne(_byStatus, status);
        }
    }

    internal void Break(RequestEntry entry)
    {
        lock (_gate)
            entry.Broken = true;
    }

    internal void End(RequestEntry entry)
    {
        lock (_gate)
        {
            entry.Current = entry.Current with { EndedAt = _time.GetUtcNow() };
            _inFlight--;
        }
    }

    private void Change(RequestEntry entry, Func<RecordedRequest, RecordedRequest> change)
    {
        lock (_gate)
            entry.Current = change(entry.Current);
    }

    private void ReleaseWaiting()
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Total > _total)
                continue;
            _waiting[i].Reached.TrySetResult();
            _waiting.RemoveAt(i);
        }
    }

    private static void CountOne<TKey>(Dictionary<TKey, long> counts, TKey key)
        where TKey : notnull
        => CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
}
