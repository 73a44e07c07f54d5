using Microsoft.Extensions.Logging;
using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Repeats;

/// <summary>Answers that are kept for repeats. An answer is given once, so nobody but upkeep, which removes it, changes it meanwhile.</summary>
public sealed partial class SealedAnswers(IIdempotencyStore store, AnswerVault vault, IMasterKeyProvider keys, ILogger<SealedAnswers> logger) : ISealedKind
{
    // Answers may be long, and a batch is held in memory.
    private const int BatchSize = 20;

    /// <inheritdoc/>
    public SealedKind Kind => SealedKind.KeptAnswer;

    /// <inheritdoc/>
    public async Task<SealedCount?> CountAsync(CancellationToken cancellationToken) => new SealedCount(await store.CountAnswersAsync(cancellationToken));

    /// <inheritdoc/>
    public async Task<RotationPass> PassAsync(RotationRun run, CancellationToken cancellationToken)
    {
        var unreadable = 0;
        KeyedInvocation? after = null;
        while (keys.CurrentKeyId is { } current)
        {
            var done = 0;
            var batch = await store.ListAnswersAsync(current, after, BatchSize, cancellationToken);
            foreach (var kept in batch)
            {
                try
                {
                    if (await store.ReplaceAnswerAsync(kept, vault.Reseal(kept), cancellationToken))
                        done++;
                }
                catch (Exception fault) when (fault is MasterKeyException or InvalidDataException)
                {
                    Log.Unreadable(logger, kept.InvocationId, fault);
                    unreadable++;
                }
            }

            if (batch.Count < BatchSize)
            {
                if (unreadable > 0)
                    run.NoteUnreadable($"{unreadable} kept answers");
                return new RotationPass(IsLast: true, done);
            }

            after = batch[^1];
            await run.StepAsync(done, cancellationToken);
        }

        throw new MasterKeyException("There is no master key any more to encrypt with.");
    }

    private static partial class Log
    {
        [LoggerMessage(1702, LogLevel.Warning, "The kept answer of invocation {InvocationId} cannot be encrypted anew")]
        public static partial void Unreadable(ILogger logger, Guid invocationId, Exception fault);
    }
}
