using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Objects;

/// <summary>
/// Brings whole bodies from the outbox to the object store, behind the calls, with growing waits while the store takes none. A body leaves the outbox when the store has it;
/// a crash in between uploads it once more, to the same key.
/// </summary>
public sealed partial class BodyUploader(HubSpool spool, IObjectStore store, IOptions<ObjectOptions> options, TimeProvider time, ILogger<BodyUploader> logger)
    : BackgroundService
{
    private volatile StoreCircuit? _circuit;

    /// <summary>Whether the object store takes bodies, as far as is known.</summary>
    public bool IsStoreInUse => _circuit is not { IsClosed: false };

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var circuit = _circuit = new StoreCircuit("object", TimeSpan.MaxValue, spool.Options, time, logger);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (!circuit.MayTry)
                    await Task.Delay(circuit.Remaining + TimeSpan.FromMilliseconds(1), time, stoppingToken);
                else if (spool.Bodies.IsEmpty)
                    await spool.Bodies.WaitAsync(stoppingToken);
                else
                    await UploadAsync(circuit, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is uploaded after the next start.
        }
    }

    private Task UploadAsync(StoreCircuit circuit, CancellationToken stopping) => Parallel.ForEachAsync(
        spool.Bodies.List(),
        new ParallelOptions { MaxDegreeOfParallelism = options.Value.Uploads, CancellationToken = stopping },
        async (body, cancellationToken) =>
        {
            if (circuit.MayTry)
                await UploadAsync(body, circuit, cancellationToken);
        });

    private async Task UploadAsync(OutboxBody body, StoreCircuit circuit, CancellationToken cancellationToken)
    {
        try
        {
            var began = time.GetTimestamp();
            await using (var file = new FileStream(body.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous))
                await store.PutAsync(body.Key, file, cancellationToken);
            spool.Bodies.Remove(body);
            Telemetry.BodiesUploaded.Add(1);
            circuit.Took(time.GetElapsedTime(began), isLast: spool.Bodies.IsEmpty);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            Log.Gone(logger, body.Key, fault);
            spool.Bodies.Forget(body);
        }
        catch (Exception fault)
        {
            // Whatever the store throws, the body stays and the others go on. One that the store refuses for itself must not keep the others from it.
            Telemetry.UploadFailures.Add(1);
            if (fault is not StoreUnavailableException)
                Log.Refused(logger, body.Key, fault);
            spool.Bodies.Postpone(body);
            circuit.Failed(fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1801, LogLevel.Error, "The object store refuses the body {Key}; it is tried again behind the others")]
        public static partial void Refused(ILogger logger, string key, Exception fault);

        [LoggerMessage(1804, LogLevel.Error, "The body {Key} was removed from the hub's disk before the object store had it; only its beginning is left, in the log")]
        public static partial void Gone(ILogger logger, string key, Exception fault);
    }
}
