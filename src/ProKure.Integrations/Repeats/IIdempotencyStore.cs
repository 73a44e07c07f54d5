namespace ProKure.Integrations.Repeats;

/// <summary>
/// Which invocations came under a key, and what was answered. A key belongs to one process at a time, which holds a lease on it until the answer is kept; each
/// hold has a fencing token that rises when another takes over. Leases and ages use the store's clock.
/// </summary>
public interface IIdempotencyStore
{
    /// <summary>Takes the key for a first invocation, or tells what is kept under it; of several at once, one takes it. Durable on return.</summary>
    /// <exception cref="StoreUnavailableException">The store takes nothing now: it may or may not have been taken.</exception>
    Task<KeyClaimResult> ClaimAsync(KeyClaim claim, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Takes over a key whose lease ran out without an answer. Null when it is no longer as it was seen: another was quicker, or its owner has answered.</summary>
    Task<KeyedInvocation?> TakeOverAsync(KeyedInvocation seen, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Keeps the answer, also after the lease ran out, as long as nobody took over. False when somebody did: nothing was changed.</summary>
    /// <param name="held">The key as it was taken.</param>
    /// <param name="answer">The answer; null for one that is not kept.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<bool> AnswerAsync(KeyedInvocation held, SealedAnswer? answer, CancellationToken cancellationToken);

    /// <summary>Frees the key, so that it may be used as if for the first time, unless somebody else took over or it is answered.</summary>
    Task ForgetAsync(KeyedInvocation held, CancellationToken cancellationToken);

    /// <summary>Removes up to <paramref name="limit"/> keys that have been kept for longer than this.</summary>
    /// <returns>How many were removed.</returns>
    Task<int> RemoveAsync(TimeSpan keptFor, int limit, CancellationToken cancellationToken);

    /// <summary>How many answers are encrypted with each master key.</summary>
    Task<IReadOnlyDictionary<string, int>> CountAnswersAsync(CancellationToken cancellationToken);

    /// <summary>The answers that are encrypted with another master key than this, in the order of their scopes and keys.</summary>
    /// <param name="exceptKeyId">The master key.</param>
    /// <param name="after">The last one of those before; null for the first.</param>
    /// <param name="limit">No more than this.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<KeyedInvocation>> ListAnswersAsync(string exceptKeyId, KeyedInvocation? after, int limit, CancellationToken cancellationToken);

    /// <summary>Puts the same answer, encrypted with another master key, in the place of the one that was seen. False when that is not there any more.</summary>
    Task<bool> ReplaceAnswerAsync(KeyedInvocation seen, SealedAnswer answer, CancellationToken cancellationToken);
}

/// <summary>An answer as it may be stored.</summary>
/// <param name="Bytes">The answer, encrypted where the hub has a master key.</param>
/// <param name="KeyId">Id of the master key that it needs; null for one that is not encrypted.</param>
public sealed record SealedAnswer(ReadOnlyMemory<byte> Bytes, string? KeyId);

/// <summary>An invocation that comes with a key.</summary>
/// <param name="Scope">Whose key it is: the same text of two callers is two keys.</param>
/// <param name="Key">The key.</param>
/// <param name="Fingerprint">SHA-256 of what the invocation says.</param>
/// <param name="InvocationId">The id that its first attempt, or its delivery, is to have.</param>
/// <param name="Owner">The process that runs it.</param>
/// <param name="NotBefore">When it is to be run first; null for at once. The key is kept from then on.</param>
public sealed record KeyClaim(string Scope, string Key, ReadOnlyMemory<byte> Fingerprint, Guid InvocationId, string Owner, DateTimeOffset? NotBefore);

/// <summary>What became of a claim.</summary>
/// <param name="Invocation">What is kept under the key.</param>
/// <param name="IsNew">Whether it is the one that was claimed.</param>
public sealed record KeyClaimResult(KeyedInvocation Invocation, bool IsNew);

/// <summary>What is kept under a key.</summary>
public sealed record KeyedInvocation
{
    /// <summary>Whose key it is.</summary>
    public required string Scope { get; init; }

    /// <summary>The key.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of what the invocation said.</summary>
    public required ReadOnlyMemory<byte> Fingerprint { get; init; }

    /// <summary>Id of its first attempt, or of its delivery.</summary>
    public required Guid InvocationId { get; init; }

    /// <summary>Rises with every takeover.</summary>
    public required long FencingToken { get; init; }

    /// <summary>How long the owner's lease lasts yet; zero when it ran out, null once the invocation ended.</summary>
    public required TimeSpan? LeaseLeft { get; init; }

    /// <summary>The answer; null as long as there is none, and where it is not kept.</summary>
    public required ReadOnlyMemory<byte>? Answer { get; init; }

    /// <summary>Id of the master key that the answer needs; null where it is not encrypted, and where there is none.</summary>
    public string? AnswerKeyId { get; init; }

    /// <summary>Whether the invocation ended, with its answer kept or not.</summary>
    public bool IsEnded => LeaseLeft is null;

    /// <summary>Whether its owner is gone without having said how it ended.</summary>
    public bool IsAbandoned => LeaseLeft == TimeSpan.Zero;
}
