using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Objects.Framing;

namespace ProKure.Integrations.Spool;

/// <summary>
/// What waits on the hub's own disk for a store that is slow or away. Each process has a folder of its own in the spool's directory; a folder whose process is gone is
/// taken over by whichever hub sees it first, after a restart the same one.
/// </summary>
public sealed partial class HubSpool : IDisposable
{
    private const string LogFolder = "log";
    private const string SummaryFolder = "summaries";
    private const string BodyFolder = "bodies";

    // Summaries are small and can be made again from the log.
    private const int SummaryShare = 8;
    private const int ProbeBytes = 4096;

    private readonly string _root;
    private readonly string _own;
    private readonly ILogger<HubSpool> _logger;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private SpoolFolder? _folder;
    private bool _isClosed;
    private volatile string? _fault;
    private volatile bool _isShedding;

    /// <summary>Sets up the spool; its folder is made with the first use.</summary>
    public HubSpool(IOptions<SpoolOptions> options, HubInstance instance, TimeProvider time, ILogger<HubSpool> logger)
    {
        Options = options.Value;
        _logger = logger;
        _root = Path.GetFullPath(Options.Directory);
        _own = Path.Combine(_root, instance.Id);
        var forSummaries = Options.MaxBytes / SummaryShare;
        Log = Queue("log", LogFolder, Options.MaxBytes - forSummaries);
        Summaries = Queue("summary", SummaryFolder, forSummaries);
        Bodies = new BodyOutbox(Path.Combine(_own, BodyFolder), Options.MaxWholeBytes, time);
        SpoolGauges.Watch(this, time);

        SpoolQueue Queue(string kind, string folder, long maxBytes) =>
            new(kind, Path.Combine(_own, folder), instance.Id, maxBytes, (int)Math.Min(Options.SegmentBytes, maxBytes / 8), time, logger);
    }

    /// <summary>What waits, and what became of what went through.</summary>
    public SpoolState State => new(Log.State, Summaries.State, _fault);

    /// <summary>Whole bodies that wait for the object store.</summary>
    public OutboxState WholeBodies => Bodies.State;

    internal SpoolOptions Options { get; }

    internal SpoolQueue Log { get; }

    internal SpoolQueue Summaries { get; }

    internal BodyOutbox Bodies { get; }

    /// <summary>Adds to a queue and returns once all is durable.</summary>
    /// <exception cref="SpoolUnavailableException">None was added.</exception>
    internal void Append(SpoolQueue queue, IReadOnlyList<SpoolRecord> records)
    {
        try
        {
            Open();
            queue.Append(records);
            Recovered();
        }
        catch (SpoolUnavailableException fault)
        {
            Say(fault);
            throw;
        }
        catch (Exception fault)
        {
            // Whatever it is: those who fall back on the spool must hear of it in one form.
            Say(fault);
            throw new SpoolUnavailableException($"The spool in '{_own}' cannot be used: {fault.Message}", fault);
        }
    }

    /// <summary>Begins to keep a whole body until the object store has it; null when it cannot be kept, which is told and counted.</summary>
    internal IWholeBody? BeginBody(string key, string store, IMasterKeyProvider keys)
    {
        try
        {
            Open();
            if (Bodies.Begin(key, store, BodyDataKey.New(keys, key)) is { } body)
            {
                _isShedding = false;
                return body;
            }

            SayShed("there is no more room", null);
        }
        catch (Exception fault) when (DiskFault.Is(fault) || fault is ObjectDisposedException or MasterKeyException)
        {
            SayShed(fault.Message, fault);
        }

        Bodies.CountShed();
        return null;
    }

    /// <summary>Opens a whole body that waits here, or with another hub on the same directory; null when none does.</summary>
    internal FileStream? FindBody(string key)
    {
        if (BodyOutbox.TryOpen(Path.Combine(_own, BodyFolder), key) is { } own)
            return own;
        return Directory.Exists(_root)
            ? Directory.EnumerateDirectories(_root).Select(folder => BodyOutbox.TryOpen(Path.Combine(folder, BodyFolder), key)).FirstOrDefault(file => file is not null)
            : null;
    }

    /// <summary>Removes a whole body that waits here, or with another hub on the same directory; that one takes it for removed by somebody.</summary>
    /// <returns>Whether there was one.</returns>
    internal bool EraseBody(string key)
    {
        var erased = Bodies.Erase(key);
        foreach (var folder in Directory.Exists(_root) ? Directory.EnumerateDirectories(_root) : [])
            erased |= BodyOutbox.TryErase(Path.Combine(folder, BodyFolder), key);
        return erased;
    }

    /// <summary>
    /// Takes over what processes that are gone left behind, makes this process's own folder where it is missing, and looks whether a spool that could not be used
    /// can be again.
    /// </summary>
    /// <returns>How many entries came over.</returns>
    public long Adopt()
    {
        try
        {
            Open();
            if (_fault is not null)
                Probe();
            return Directory.EnumerateDirectories(_root).Where(folder => folder != _own).ToList().Sum(Adopt);
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            Say(fault);
            return 0;
        }
    }

    /// <summary>Closes the files and lets go of the folder; one in which nothing waits is removed.</summary>
    public void Dispose()
    {
        SpoolGauges.Unwatch(this);
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            Log.Dispose();
            Summaries.Dispose();
            if (Log.IsEmpty && Summaries.IsEmpty && Bodies.IsEmpty)
                Remove(_folder);
            Bodies.Dispose();
            _folder?.Dispose();
        }
    }

    // The lock is there before the first file is, so that nobody takes the folder for one that was left behind.
    private void Open()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_folder is not null)
                return;
            _folder = SpoolFolder.Create(_own);
            Log.Adopt(Path.Combine(_own, LogFolder));
            Summaries.Adopt(Path.Combine(_own, SummaryFolder));
        }
    }

    private long Adopt(string path)
    {
        using var left = SpoolFolder.TryTake(path);
        if (left is null)
            return 0;
        var adopted = Log.Adopt(Path.Combine(path, LogFolder)) + Summaries.Adopt(Path.Combine(path, SummaryFolder)) + Bodies.Adopt(Path.Combine(path, BodyFolder));
        Remove(left);
        if (adopted > 0)
            Lines.Adopted(_logger, adopted, path);
        return adopted;
    }

    private void Remove(SpoolFolder? folder)
    {
        try
        {
            folder?.Delete();
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            // An empty folder is in nobody's way; the next hub tries again.
            Lines.NotRemoved(_logger, folder!.Path, fault);
        }
    }

    // While health says that the spool is down, perhaps nobody calls: then only this finds out that it can be used again.
    private void Probe()
    {
        var path = Path.Combine(_own, "probe");
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, new byte[ProbeBytes], 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Delete(path);
        Recovered();
    }

    private void Recovered()
    {
        if (_fault is null)
            return;
        _fault = null;
        Lines.Recovered(_logger);
    }

    private void Say(Exception fault)
    {
        if (_fault is null)
            Lines.Unusable(_logger, fault.Message, fault);
        _fault = fault.Message;
    }

    private void SayShed(string reason, Exception? fault)
    {
        if (!_isShedding)
            Lines.BodiesNotKept(_logger, reason, fault);
        _isShedding = true;
    }

    private static partial class Lines
    {
        [LoggerMessage(711, LogLevel.Error, "The spool cannot be used; while the log store is away too, calls are refused: {Reason}")]
        public static partial void Unusable(ILogger logger, string reason, Exception fault);

        [LoggerMessage(712, LogLevel.Information, "The spool can be used again")]
        public static partial void Recovered(ILogger logger);

        [LoggerMessage(713, LogLevel.Information, "Took over {Count} spooled entries that a process left behind in {Folder}")]
        public static partial void Adopted(ILogger logger, long count, string folder);

        [LoggerMessage(714, LogLevel.Warning, "The empty spool folder {Folder} cannot be removed")]
        public static partial void NotRemoved(ILogger logger, string folder, Exception fault);

        [LoggerMessage(715, LogLevel.Error, "Long bodies are not kept whole now, only their beginnings in the log: {Reason}")]
        public static partial void BodiesNotKept(ILogger logger, string reason, Exception? fault);
    }
}
