using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Repeats;

/// <summary>
/// Encrypts answers that are kept for repeats, which are not redacted: with a data key of their own each, which the master key wraps. Where the hub has no master key they are kept as
/// they are, as the payloads of deliveries.
/// </summary>
public sealed class AnswerVault(IMasterKeyProvider keys)
{
    // In front of an answer that is not encrypted; an envelope begins with another.
    private const byte Plain = 0;

    /// <summary>The answer as it may be stored under the key.</summary>
    public SealedAnswer Seal(KeyedInvocation invocation, ReadOnlySpan<byte> answer)
    {
        if (keys.CurrentKeyId is null)
            return new SealedAnswer((byte[])[Plain, .. answer], null);
        var envelope = Envelope.Seal(keys, IdentityOf(invocation), answer);
        return new SealedAnswer(envelope.ToBytes(), envelope.KeyId);
    }

    /// <summary>The same answer, encrypted with the current master key.</summary>
    /// <exception cref="MasterKeyException">The master key that it needs is not there, or no current one is.</exception>
    /// <exception cref="InvalidDataException">It is in a form that this version does not know, or there is none.</exception>
    public SealedAnswer Reseal(KeyedInvocation invocation) =>
        Seal(invocation, Open(invocation, invocation.Answer ?? throw new InvalidDataException("There is no answer.")));

    /// <summary>The answer that was stored.</summary>
    /// <exception cref="MasterKeyException">The master key that it needs is not there, or the row was changed.</exception>
    /// <exception cref="InvalidDataException">It is in a form that this version does not know.</exception>
    public byte[] Open(KeyedInvocation invocation, ReadOnlyMemory<byte> stored) =>
        !stored.IsEmpty && stored.Span[0] == Plain ? stored[1..].ToArray() : Envelope.Parse(stored).Open(keys, IdentityOf(invocation));

    private static string IdentityOf(KeyedInvocation invocation) => $"answer {invocation.Scope} {invocation.Key}";
}
