namespace ProKure.Integrations.Authentication.Keys;

/// <summary>How the master keys stand.</summary>
/// <param name="CurrentKeyId">The key that is used for what is written; null for none.</param>
/// <param name="Keys">Every key that is known or needed.</param>
/// <param name="Kinds">Every kind of what is encrypted.</param>
/// <param name="Rotation">How this hub's last rotation stands; null where there was none.</param>
public sealed record MasterKeyStatus(string? CurrentKeyId, IReadOnlyList<MasterKeyUse> Keys, IReadOnlyList<SealedKindUse> Kinds, KeyRotationState? Rotation)
{
    /// <summary>How much is not encrypted with the current key, of what was counted.</summary>
    public int Remaining => Keys.Where(key => key.KeyId != CurrentKeyId).Sum(key => key.Rows) + Kinds.Sum(kind => kind.InClear);

    internal static MasterKeyStatus Of(string? current, IReadOnlyCollection<string> known, IReadOnlyDictionary<SealedKind, SealedCount?> counts, KeyRotationState? rotation)
    {
        var ids = counts.Values.OfType<SealedCount>().SelectMany(count => count.ByKey.Keys).Union(known, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new MasterKeyStatus(
            current,
            [.. ids.Select(id => new MasterKeyUse(id, counts.ToDictionary(kind => kind.Key, kind => kind.Value?.ByKey.GetValueOrDefault(id)), known.Contains(id, StringComparer.Ordinal)))],
            [.. counts.Select(kind => new SealedKindUse(kind.Key, kind.Value?.ByKey.Where(key => key.Key != current).Sum(key => key.Value) + kind.Value?.InClear, kind.Value?.CountedAt, kind.Value?.InClear ?? 0))],
            rotation);
    }
}

/// <summary>What a master key is used for.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Kinds">How much of each kind is encrypted with it; null where it was not counted yet.</param>
/// <param name="IsAvailable">Whether this hub has it.</param>
public sealed record MasterKeyUse(string KeyId, IReadOnlyDictionary<SealedKind, int?> Kinds, bool IsAvailable)
{
    /// <summary>How much is encrypted with it, of what was counted.</summary>
    public int Rows => Kinds.Values.Sum() ?? 0;
}

/// <summary>How a kind stands.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Remaining">How much of it is not encrypted with the current key; null where it was not counted yet.</param>
/// <param name="CountedAt">When it was counted; null for just now, and for never.</param>
/// <param name="InClear">How much of what remains is not encrypted at all.</param>
public sealed record SealedKindUse(SealedKind Kind, int? Remaining, DateTimeOffset? CountedAt, int InClear);

/// <summary>How a rotation stands.</summary>
/// <param name="State">Whether it is under way.</param>
/// <param name="Done">How much it has encrypted anew.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Message">What is wrong; null for nothing.</param>
public sealed record KeyRotationState(RotationState State, int Done, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Message);

/// <summary>Whether a rotation is under way.</summary>
public enum RotationState
{
    /// <summary>It is.</summary>
    Running,

    /// <summary>Everything is encrypted with the current key.</summary>
    Done,

    /// <summary>It ended before that.</summary>
    Failed,
}
