using System.Security.Cryptography;
using System.Text;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Repeats;

namespace ProKure.Integrations.Tests.Repeats;

public sealed class AnswerVaultTests
{
    private const string Answer = """{"iban":"DE02120300000000202051"}""";

    private static readonly KeyedInvocation Invocation = new()
    {
        Scope = "CALLER",
        Key = "key-1",
        Fingerprint = new byte[32],
        InvocationId = Guid.Empty,
        FencingToken = 1,
        LeaseLeft = null,
        Answer = null,
    };

    [Fact]
    public void Seal_WithAMasterKey_LeavesNothingToRead()
    {
        var vault = new AnswerVault(new Keys("A", "B"));

        var stored = vault.Seal(Invocation, Encoding.UTF8.GetBytes(Answer));

        Assert.Equal("A", stored.KeyId);
        Assert.DoesNotContain("DE0212", Encoding.Latin1.GetString(stored.Bytes.Span), StringComparison.Ordinal);
        Assert.Equal(Answer, Encoding.UTF8.GetString(vault.Open(Invocation, stored.Bytes)));
        Assert.Equal(Answer, Encoding.UTF8.GetString(new AnswerVault(new Keys("B", "A")).Open(Invocation, stored.Bytes)));
    }

    [Fact]
    public void Open_OfAnotherRow_OrWithoutTheKey_IsRefused()
    {
        var stored = new AnswerVault(new Keys("A")).Seal(Invocation, Encoding.UTF8.GetBytes(Answer));

        Assert.Throws<MasterKeyException>(() => new AnswerVault(new Keys("A")).Open(Invocation with { Key = "key-2" }, stored.Bytes));
        Assert.Throws<MasterKeyException>(() => new AnswerVault(new Keys("B")).Open(Invocation, stored.Bytes));
    }

    [Fact]
    public void Seal_WithoutAMasterKey_KeepsItAsItIs()
    {
        var vault = new AnswerVault(new Keys());

        var stored = vault.Seal(Invocation, Encoding.UTF8.GetBytes(Answer));

        Assert.Equal((null, Answer), (stored.KeyId, Encoding.UTF8.GetString(vault.Open(Invocation, stored.Bytes))));
    }

    [Fact]
    public void Reseal_UsesTheCurrentKey_AndNeedsTheOldOne()
    {
        var stored = new AnswerVault(new Keys("A")).Seal(Invocation, Encoding.UTF8.GetBytes(Answer));
        var kept = Invocation with { Answer = stored.Bytes, AnswerKeyId = stored.KeyId };

        var anew = new AnswerVault(new Keys("B", "A")).Reseal(kept);

        Assert.Equal(("B", Answer), (anew.KeyId, Encoding.UTF8.GetString(new AnswerVault(new Keys("B")).Open(kept, anew.Bytes))));
        Assert.Throws<MasterKeyException>(() => new AnswerVault(new Keys("B")).Reseal(kept));
    }

    [Fact]
    public void Open_OfAnUnknownForm_SaysSo() => Assert.Throws<InvalidDataException>(() => new AnswerVault(new Keys("A")).Open(Invocation, new byte[] { 7 }));

    /// <summary>Master keys that their names give; the first is current.</summary>
    private sealed class Keys(params string[] ids) : IMasterKeyProvider
    {
        private readonly MasterKeyRing _ring = new(
            ids.Length == 0 ? null : ids[0], ids.Select(id => new KeyValuePair<string, byte[]>(id, SHA256.HashData(Encoding.UTF8.GetBytes(id)))));

        public string? CurrentKeyId => _ring.CurrentKeyId;

        public IReadOnlyCollection<string> KeyIds => _ring.KeyIds;

        public WrappedKey Wrap(ReadOnlySpan<byte> dataKey, string identity) => _ring.Wrap(dataKey, identity);

        public byte[] Unwrap(WrappedKey wrapped, string identity) => _ring.Unwrap(wrapped, identity);
    }
}
