using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Objects;

/// <summary>
/// Long bodies and archive files in the object store. A pass reads the header of each, a kilobyte, and writes nothing but a small object beside those that need another master key. What it found
/// is remembered until the next: counting would mean as many requests again.
/// </summary>
public sealed partial class SealedBodies(IObjectStore store, IMasterKeyProvider keys, TimeProvider time, ILogger<SealedBodies> logger) : ISealedKind
{
    private const int AtOnce = 8;
    private const int StepSize = 50;

    private readonly RewrappedKeys _rewrapped = new(store, keys);
    private volatile SealedCount? _counted;

    /// <inheritdoc/>
    public SealedKind Kind => SealedKind.Body;

    /// <inheritdoc/>
    public Task<SealedCount?> CountAsync(CancellationToken cancellationToken) => Task.FromResult(_counted);

    /// <inheritdoc/>
    public async Task<RotationPass> PassAsync(RotationRun run, CancellationToken cancellationToken)
    {
        var (byKey, done, unreadable) = (new ConcurrentDictionary<string, int>(StringComparer.Ordinal), 0, 0);
        await foreach (var chunk in Chunks(cancellationToken))
        {
            var before = done;
            await Parallel.ForEachAsync(
                chunk,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (body, cancel) =>
                {
                    var (keyId, end) = await BringAsync(body, cancel);
                    if (keyId is not null)
                        byKey.AddOrUpdate(keyId, 1, static (_, count) => count + 1);
                    if (end == End.Done)
                        Interlocked.Increment(ref done);
                    else if (end == End.Unreadable)
                        Interlocked.Increment(ref unreadable);
                });
            await run.StepAsync(done - before, cancellationToken);
        }

        await RemoveSupersededAsync(run, cancellationToken);
        _counted = new SealedCount(byKey, time.GetUtcMilliseconds());
        if (unreadable > 0)
            run.NoteUnreadable($"{unreadable} long bodies and archive files");
        return new RotationPass(IsLast: true, 0);
    }

    // Which master key the body needs now; null for none.
    private async Task<(string? KeyId, End End)> BringAsync(StoredObject body, CancellationToken cancellationToken)
    {
        string? needed = null;
        try
        {
            var header = await ObjectHeaders.ReadAsync(store, body.Key, body.Bytes, cancellationToken);
            if (header?.Key is not { } inHeader)
                return (null, End.AsItWas);
            var current = keys.CurrentKeyId;
            if (inHeader.KeyId == current || (current is not null && await _rewrapped.HasAsync(current, body.Key, cancellationToken)))
                return (current, End.AsItWas);
            needed = inHeader.KeyId;
            var secret = await _rewrapped.UnwrapAsync(inHeader, body.Key, cancellationToken);
            return (await _rewrapped.KeepAsync(secret, header, body.Key, cancellationToken), End.Done);
        }
        catch (InvalidDataException fault)
        {
            Log.Unreadable(logger, body.Key, fault);
            return (needed, End.Unreadable);
        }
    }

    private async IAsyncEnumerable<List<StoredObject>> Chunks([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new List<StoredObject>(StepSize);
        foreach (var prefix in new[] { BodyKey.Prefix, ArchiveKey.Prefix })
        {
            await foreach (var body in store.ListAsync(prefix, cancellationToken))
            {
                if (!BodyKey.TryParse(body.Key, out _, out _) && !ArchiveKey.IsSealed(body.Key))
                    continue;
                chunk.Add(body);
                if (chunk.Count < StepSize)
                    continue;
                yield return chunk;
                chunk = new List<StoredObject>(StepSize);
            }
        }

        if (chunk.Count > 0)
            yield return chunk;
    }

    // Those of a rotation before this one.
    private async Task RemoveSupersededAsync(RotationRun run, CancellationToken cancellationToken)
    {
        await foreach (var wrapping in store.ListAsync(RewrappedKeys.Prefix, cancellationToken))
        {
            if (keys.CurrentKeyId is not { } current || !RewrappedKeys.TryParse(wrapping.Key, out var keyId, out var body) || keyId == current)
                continue;
            if (await _rewrapped.HasAsync(current, body, cancellationToken))
                await store.DeleteAsync(wrapping.Key, cancellationToken);
            await run.StepAsync(0, cancellationToken);
        }
    }

    private enum End
    {
        AsItWas,
        Done,
        Unreadable,
    }

    private static partial class Log
    {
        [LoggerMessage(1703, LogLevel.Warning, "The key of the body {Body} cannot be encrypted anew")]
        public static partial void Unreadable(ILogger logger, string body, Exception fault);
    }
}
