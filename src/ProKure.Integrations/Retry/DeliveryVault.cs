using System.Collections.Concurrent;
using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Retry;

/// <summary>
/// Encrypts the payloads of deliveries for the queue, each with a data key of its own, which the master key wraps and which is bound to the delivery. They are what is sent, so they are not redacted. Where the
/// hub has no master key they are kept in clear.
/// </summary>
public sealed class DeliveryVault(IMasterKeyProvider keys)
{
    private readonly ConcurrentDictionary<string, byte> _missed = new(StringComparer.Ordinal);

    /// <summary>Whether payloads are encrypted.</summary>
    public bool IsSealing => keys.CurrentKeyId is not null;

    /// <summary>The master keys that payloads needed since the start and that this hub does not have now.</summary>
    public IReadOnlyCollection<string> MissingKeys => [.. _missed.Keys.Where(IsMissing).Order(StringComparer.Ordinal)];

    /// <summary>The delivery as it may be queued.</summary>
    public Delivery Seal(Delivery delivery)
    {
        if (delivery.PayloadKeyId is not null)
            return delivery;
        var payload = Seal(delivery.Id, delivery.Payload);
        return delivery with { Payload = payload.Bytes, PayloadKeyId = payload.KeyId };
    }

    /// <summary>The delivery as it was before it was encrypted.</summary>
    /// <exception cref="PayloadUnreadableException">Its master key is not there, or its row was changed.</exception>
    public Delivery Open(Delivery delivery)
    {
        try
        {
            return delivery with { Payload = Open(new DeliveryPayload(delivery.Id, delivery.Payload, delivery.PayloadKeyId)), PayloadKeyId = null };
        }
        catch (Exception fault) when (fault is MasterKeyException or InvalidDataException)
        {
            throw new PayloadUnreadableException(delivery, delivery.PayloadKeyId is { } keyId && IsMissing(keyId) ? keyId : null, fault);
        }
    }

    /// <summary>The same payload, encrypted with the current master key.</summary>
    /// <exception cref="MasterKeyException">The master key that it needs is not there, or its row was changed.</exception>
    /// <exception cref="InvalidDataException">It is in a form that this version does not know.</exception>
    public DeliveryPayload Reseal(DeliveryPayload payload) => Seal(payload.DeliveryId, Open(payload));

    private DeliveryPayload Seal(Guid deliveryId, ReadOnlyMemory<byte> clear)
    {
        if (!IsSealing)
            return new DeliveryPayload(deliveryId, clear, null);
        var envelope = Envelope.Seal(keys, IdentityOf(deliveryId), clear.Span);
        return new DeliveryPayload(deliveryId, envelope.ToBytes(), envelope.KeyId);
    }

    private ReadOnlyMemory<byte> Open(DeliveryPayload payload)
    {
        if (payload.KeyId is null)
            return payload.Bytes;
        if (IsMissing(payload.KeyId))
            _missed.TryAdd(payload.KeyId, 0);
        return Envelope.Parse(payload.Bytes).Open(keys, IdentityOf(payload.DeliveryId));
    }

    private bool IsMissing(string keyId) => !keys.KeyIds.Contains(keyId, StringComparer.Ordinal);

    private static string IdentityOf(Guid deliveryId) => $"delivery {deliveryId}";
}

/// <summary>A payload as the queue keeps it.</summary>
/// <param name="DeliveryId">Whose it is.</param>
/// <param name="Bytes">The payload, encrypted or in clear.</param>
/// <param name="KeyId">Id of the master key that it needs; null for one in clear.</param>
public sealed record DeliveryPayload(Guid DeliveryId, ReadOnlyMemory<byte> Bytes, string? KeyId);

/// <summary>A delivery's payload cannot be decrypted here and now.</summary>
/// <param name="delivery">The delivery, as it stood when the payload was needed.</param>
/// <param name="missingKeyId">Id of the master key that this hub does not have; null where it has it, and the row was changed.</param>
/// <param name="innerException">What is wrong.</param>
public sealed class PayloadUnreadableException(Delivery delivery, string? missingKeyId, Exception innerException)
    : Exception($"The payload of delivery {delivery.Id} cannot be decrypted: {innerException.Message}", innerException)
{
    /// <summary>The delivery, as it stood when the payload was needed.</summary>
    public Delivery Delivery => delivery;

    /// <summary>Id of the master key that this hub does not have; null where it has it, and the row was changed.</summary>
    public string? MissingKeyId => missingKeyId;
}
