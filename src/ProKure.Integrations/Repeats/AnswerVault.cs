using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Repeats;

/// <summary>
/// Encrypts answers that are kept for repeats, which are not redacted: with a data key of their own each, which the master key wraps. Where the hub has no master key they are kept as
/// they are, as the payloads of deliveries.
/// </summary>
public sealed class AnswerVault(IMasterKeyProvider keys)
{
    private const byte Plain = 0;
    private const byte Sealed = 1;

    /// <summary>The answer as it may be stored under the key.</summary>
    public SealedAnswer Seal(KeyedInvocation invocation, ReadOnlySpan<byte> answer)
    {
        using var stored = new MemoryStream(answer.Length + 256);
        using var writer = new BinaryWriter(stored);
        string? keyId = null;
        if (keys.CurrentKeyId is null)
        {
            writer.Write(Plain);
            writer.Write(answer);
        }
        else
        {
            var envelope = Envelope.Seal(keys, IdentityOf(invocation), answer);
            writer.Write(Sealed);
            envelope.WriteTo(writer);
            keyId = envelope.KeyId;
        }

        return new SealedAnswer(stored.ToArray(), keyId);
    }

    /// <summary>The same answer, encrypted with the current master key.</summary>
    /// <exception cref="MasterKeyException">The master key that it needs is not there, or no current one is.</exception>
    /// <exception cref="InvalidDataException">It is in a form that this version does not know, or there is none.</exception>
    public SealedAnswer Reseal(KeyedInvocation invocation) =>
        Seal(invocation, Open(invocation, invocation.Answer ?? throw new InvalidDataException("There is no answer.")));

    /// <summary>The answer that was stored.</summary>
    /// <exception cref="MasterKeyException">The master key that it needs is not there, or the row was changed.</exception>
    /// <exception cref="InvalidDataException">It is in a form that this version does not know.</exception>
    public byte[] Open(KeyedInvocation invocation, ReadOnlyMemory<byte> stored)
    {
        using var bytes = new MemoryStream(stored.ToArray());
        using var reader = new BinaryReader(bytes);
        return reader.ReadByte() switch
        {
            Plain => stored[1..].ToArray(),
            Sealed => Envelope.Read(reader).Open(keys, IdentityOf(invocation)),
            var form => throw new InvalidDataException($"Expected an answer in form {Plain} or {Sealed}, found {form}."),
        };
    }

    private static string IdentityOf(KeyedInvocation invocation) => $"answer {invocation.Scope} {invocation.Key}";
}
