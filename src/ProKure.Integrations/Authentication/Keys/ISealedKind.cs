namespace ProKure.Integrations.Authentication.Keys;

/// <summary>What is encrypted with keys that a master key wraps. All of one kind can be counted by master key, and brought to the current one while it is in use.</summary>
public interface ISealedKind
{
    /// <summary>What it is.</summary>
    SealedKind Kind { get; }

    /// <summary>How much needs which master key; null where nobody has counted yet.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be counted now.</exception>
    Task<SealedCount?> CountAsync(CancellationToken cancellationToken);

    /// <summary>Brings what needs another key to the current one, as much as goes at once. Whatever others change meanwhile stays as they changed it.</summary>
    /// <exception cref="MasterKeyException">There is no current key.</exception>
    /// <exception cref="StoreUnavailableException">The store is away; what is done is done.</exception>
    Task<RotationPass> PassAsync(RotationRun run, CancellationToken cancellationToken);
}

/// <summary>Kinds of what master keys encrypt.</summary>
public enum SealedKind
{
    /// <summary>The secrets of credentials.</summary>
    Credential,

    /// <summary>Access and refresh tokens.</summary>
    Token,

    /// <summary>Answers that are kept for repeats with the same <c>Idempotency-Key</c>.</summary>
    KeptAnswer,

    /// <summary>Bodies that are too long for the log, in the object store.</summary>
    Body,

    /// <summary>Payloads of deliveries.</summary>
    Delivery,
}

/// <summary>How much of a kind needs which master key.</summary>
/// <param name="ByKey">By the key's id; what is not encrypted is not in it.</param>
/// <param name="CountedAt">When it was counted; null for just now.</param>
/// <param name="InClear">How much is not encrypted and would be by a rotation.</param>
public sealed record SealedCount(IReadOnlyDictionary<string, int> ByKey, DateTimeOffset? CountedAt = null, int InClear = 0);

/// <summary>What a pass came to.</summary>
/// <param name="IsLast">Whether nothing is left for another pass.</param>
/// <param name="Done">How much was encrypted anew.</param>
public readonly record struct RotationPass(bool IsLast, int Done);
