using Microsoft.Extensions.Logging;
using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Retry;

/// <summary>Payloads of deliveries, those that ended included. Those in clear, from before there was a master key, are encrypted too. Whoever claims a delivery meanwhile gets its payload in the one form or in the other.</summary>
public sealed partial class SealedDeliveries(IDeliveryPayloads payloads, DeliveryVault vault, IMasterKeyProvider keys, ILogger<SealedDeliveries> logger) : ISealedKind
{
    // Payloads may be long, and a batch is held in memory.
    private const int BatchSize = 20;

    /// <inheritdoc/>
    public SealedKind Kind => SealedKind.Delivery;

    /// <inheritdoc/>
    public async Task<SealedCount?> CountAsync(CancellationToken cancellationToken) => await payloads.CountAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<RotationPass> PassAsync(RotationRun run, CancellationToken cancellationToken)
    {
        var unreadable = 0;
        foreach (var keyId in (await payloads.CountAsync(cancellationToken)).ByKey.Keys.Append(null).Where(keyId => keyId != keys.CurrentKeyId))
            unreadable += await BringAsync(keyId, run, cancellationToken);
        if (unreadable > 0)
            run.NoteUnreadable($"{unreadable} payloads of deliveries");
        return new RotationPass(IsLast: true, 0);
    }

    /// <returns>How many cannot be read.</returns>
    private async Task<int> BringAsync(string? keyId, RotationRun run, CancellationToken cancellationToken)
    {
        var unreadable = 0;
        IReadOnlyList<DeliveryPayload> batch = [];
        do
        {
            var done = 0;
            batch = await payloads.ListAsync(keyId, batch is [.., var last] ? last.DeliveryId : null, BatchSize, cancellationToken);
            foreach (var payload in batch)
            {
                if (!vault.IsSealing)
                    throw new MasterKeyException("There is no master key any more to encrypt with.");
                try
                {
                    if (await payloads.ReplaceAsync(payload, vault.Reseal(payload), cancellationToken))
                        done++;
                }
                catch (Exception fault) when (fault is MasterKeyException or InvalidDataException)
                {
                    Log.Unreadable(logger, payload.DeliveryId, fault);
                    unreadable++;
                }
            }

            await run.StepAsync(done, cancellationToken);
        }
        while (batch.Count == BatchSize);

        return unreadable;
    }

    private static partial class Log
    {
        [LoggerMessage(2204, LogLevel.Warning, "The payload of delivery {DeliveryId} cannot be encrypted anew")]
        public static partial void Unreadable(ILogger logger, Guid deliveryId, Exception fault);
    }
}
