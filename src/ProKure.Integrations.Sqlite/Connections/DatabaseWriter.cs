namespace ProKure.Integrations.Sqlite.Connections;

/// <summary>
/// The only writer of one file: a thread of its own with a connection of its own. Work that waits is carried out together in one transaction, so that one
/// wait for the disk serves all of it; each piece succeeds or fails by itself.
/// </summary>
/// <remarks>Waiting work is bounded by its callers, who each wait for theirs.</remarks>
internal sealed class DatabaseWriter : IDisposable
{
    private const int MaxTogether = 256;
    private readonly Func<Connection> _open;
    private readonly Thread _thread;

    // Guarded by the queue itself. A monitor, since a BlockingCollection's taker spins before it sleeps, which costs the others their processor.
    private readonly Queue<Work> _queue = new();
    private bool _isClosing;

    // Only the thread touches it. Null after an error that the connection may not survive, until the next work.
    private Connection? _connection;

    public DatabaseWriter(string name, Connection connection, Func<Connection> open)
    {
        _connection = connection;
        _open = open;
        _thread = new Thread(Run) { IsBackground = true, Name = $"{name} writer" };
        _thread.Start();
    }

    /// <summary>
    /// Carries out the work in a transaction and returns once it is durable. The work may run although the caller's wait was cancelled late, and leaves
    /// nothing behind when it throws.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The file cannot be written; whether the work was done is not known.</exception>
    public Task<T> RunAsync<T>(Func<Connection, T> work, CancellationToken cancellationToken) => Enqueue(new Work<T>(work, isAlone: false, cancellationToken));

    /// <summary>As <see cref="RunAsync"/>, but without a transaction and with nothing else at the same time: for what SQLite does not do in one.</summary>
    public Task<T> RunAloneAsync<T>(Func<Connection, T> work, CancellationToken cancellationToken) => Enqueue(new Work<T>(work, isAlone: true, cancellationToken));

    private Task<T> Enqueue<T>(Work<T> queued)
    {
        lock (_queue)
        {
            ObjectDisposedException.ThrowIf(_isClosing, this);
            _queue.Enqueue(queued);
            if (_queue.Count == 1)
                Monitor.Pulse(_queue);
        }

        return queued.Task;
    }

    /// <summary>Carries out what waits, then ends.</summary>
    public void Dispose()
    {
        lock (_queue)
        {
            _isClosing = true;
            Monitor.Pulse(_queue);
        }

        _thread.Join();
    }

    private void Run()
    {
        var together = new List<Work>(MaxTogether);
        while (Take(together))
        {
            together.RemoveAll(work => work.IsCancelled());
            foreach (var alone in together.Where(work => work.IsAlone).ToList())
            {
                together.Remove(alone);
                RunAlone(alone);
            }

            if (together.Count > 0)
                Commit(together);
        }

        _connection?.Dispose();
    }

    // Waits for work; false once closing and empty.
    private bool Take(List<Work> together)
    {
        together.Clear();
        lock (_queue)
        {
            while (_queue.Count == 0)
            {
                if (_isClosing)
                    return false;
                Monitor.Wait(_queue);
            }

            while (together.Count < MaxTogether && _queue.TryDequeue(out var work))
                together.Add(work);
            return true;
        }
    }

    private void Commit(List<Work> together)
    {
        try
        {
            var connection = _connection ??= _open();
            connection.Execute("BEGIN IMMEDIATE");
            foreach (var work in together)
                CarryOut(work, connection, isAlone: together.Count == 1);
            connection.Execute("COMMIT");
        }
        catch (Exception fault)
        {
            // Whatever it was, those who wait must hear of it, and the thread must live.
            var reason = StoreFault.Unavailable(fault) ?? fault;
            GiveUp(fault);
            foreach (var work in together)
                work.Fail(reason);
            return;
        }

        foreach (var work in together)
            work.Succeed();
    }

    private void RunAlone(Work work)
    {
        try
        {
            work.Run(_connection ??= _open());
            work.Succeed();
        }
        catch (Exception fault)
        {
            // As for a transaction: those who wait must hear of it, and the thread must live.
            var reason = StoreFault.Unavailable(fault) ?? fault;
            GiveUp(fault);
            work.Fail(reason);
        }
    }

    // A piece that fails by itself is undone by its savepoint; alone it needs none, since the whole transaction is undone.
    private static void CarryOut(Work work, Connection connection, bool isAlone)
    {
        if (isAlone)
        {
            work.Run(connection);
            return;
        }

        try
        {
            connection.InSavepoint(work.Run);
        }
        catch (Exception fault) when (StoreFault.Unavailable(fault) is null)
        {
            work.Fail(fault);
        }
    }

    private void GiveUp(Exception fault)
    {
        try
        {
            _connection?.Rollback();
            if (!StoreFault.EndsConnection(fault))
                return;
        }
        catch (Exception)
        {
            // A connection that cannot even undo is of no more use; the first fault is the one to report.
        }

        _connection?.Dispose();
        _connection = null;
    }

    private abstract class Work(bool isAlone)
    {
        public bool IsAlone => isAlone;

        public abstract bool IsCancelled();

        public abstract bool Run(Connection connection);

        public abstract void Succeed();

        public abstract void Fail(Exception reason);
    }

    private sealed class Work<T>(Func<Connection, T> work, bool isAlone, CancellationToken cancellationToken) : Work(isAlone)
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _done.Task;

        public override bool IsCancelled() => cancellationToken.IsCancellationRequested && _done.TrySetCanceled(cancellationToken);

        public override bool Run(Connection connection)
        {
            _result = work(connection);
            return true;
        }

        public override void Succeed() => _done.TrySetResult(_result);

        public override void Fail(Exception reason) => _done.TrySetException(reason);
    }
}
