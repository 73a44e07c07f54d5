using ProKure.Integrations.Repeats;
using ProKure.TestKit.Authentication;

namespace ProKure.TestKit.Repeats;

/// <summary>Answers as hubs keep them, each under the key that says so.</summary>
public static class KeptAnswers
{
    /// <summary>Keys in order, and the master key that the answer of each needs; null for one that is not encrypted.</summary>
    public static IReadOnlyList<(string Key, string? KeyId)> OfKeys { get; } = [("a", "K1"), ("b", null), ("c", "Schlüssel-2026-03"), ("d", "K")];

    /// <summary>An answer.</summary>
    public static ReadOnlyMemory<byte> Sealed(string key, string? keyId)
    {
        var invocation = new KeyedInvocation
        {
            Scope = "CALLER",
            Key = key,
            Fingerprint = new byte[32],
            InvocationId = Guid.Empty,
            FencingToken = 1,
            LeaseLeft = null,
            Answer = null,
        };
        return new AnswerVault(keyId is null ? TestKeys.Of() : TestKeys.Of(keyId)).Seal(invocation, "an answer"u8).Bytes;
    }
}
