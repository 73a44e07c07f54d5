using System.Text;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Authentication;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Tests.Retry;

public sealed class DeliveryVaultTests
{
    private static readonly Delivery Clear = Deliveries.Queued(DateTimeOffset.UnixEpoch) with { Payload = """{"iban":"DE02120300000000202051"}"""u8.ToArray() };

    [Fact]
    public void Seal_WithAMasterKey_LeavesNothingToRead_AndEveryHubWithTheKeyOpensIt()
    {
        var kept = new DeliveryVault(TestKeys.Of("A", "B")).Seal(Clear);

        Assert.Equal("B", kept.PayloadKeyId);
        Assert.DoesNotContain("DE0212", Encoding.Latin1.GetString(kept.Payload.Span), StringComparison.Ordinal);
        var opened = new DeliveryVault(TestKeys.Of("B", "C")).Open(kept);
        Assert.Equal((null, Text(Clear)), (opened.PayloadKeyId, Text(opened)));
    }

    [Fact]
    public void Seal_OfTheSamePayload_IsDifferentEachTime()
    {
        var vault = new DeliveryVault(TestKeys.Of("A"));

        Assert.NotEqual(vault.Seal(Clear).Payload.ToArray(), vault.Seal(Clear).Payload.ToArray());
    }

    [Fact]
    public void Seal_OfWhatIsEncryptedAlready_ChangesNothing()
    {
        var kept = new DeliveryVault(TestKeys.Of("A")).Seal(Clear);

        Assert.Same(kept, new DeliveryVault(TestKeys.Of("B")).Seal(kept));
    }

    [Fact]
    public void Seal_WithoutAMasterKey_KeepsItInClear()
    {
        var vault = new DeliveryVault(TestKeys.Of());

        var kept = vault.Seal(Clear);

        Assert.False(vault.IsSealing);
        Assert.Equal((null, Text(Clear)), (kept.PayloadKeyId, Text(kept)));
        Assert.Equal(Text(Clear), Text(new DeliveryVault(TestKeys.Of("A")).Open(kept)));
    }

    [Fact]
    public void Open_WithoutTheKey_NamesIt_AsLongAsItIsNotThere()
    {
        var keys = new ChangingKeys(TestKeys.Of("B"));
        var vault = new DeliveryVault(keys);
        var kept = new DeliveryVault(TestKeys.Of("A")).Seal(Clear);
        Assert.Empty(vault.MissingKeys);

        var fault = Assert.Throws<PayloadUnreadableException>(() => vault.Open(kept));

        Assert.Equal(("A", kept), (fault.MissingKeyId, fault.Delivery));
        Assert.Equal(["A"], vault.MissingKeys, StringComparer.Ordinal);
        keys.Now = TestKeys.Of("A", "B");
        Assert.Empty(vault.MissingKeys);
        Assert.Equal(Text(Clear), Text(vault.Open(kept)));
    }

    [Fact]
    public void Open_OfAnotherDelivery_OrOfWhatWasChanged_IsRefused()
    {
        var vault = new DeliveryVault(TestKeys.Of("A"));
        var kept = vault.Seal(Clear);
        var changed = kept.Payload.ToArray();
        changed[^1] ^= 1;

        Delivery[] spoilt = [kept with { Id = Guid.CreateVersion7() }, kept with { Payload = changed }, kept with { Payload = kept.Payload[..40] }, kept with { Payload = default }];
        Assert.All(spoilt, delivery => Assert.Null(Assert.Throws<PayloadUnreadableException>(() => vault.Open(delivery)).MissingKeyId));
    }

    [Fact]
    public void InvocationOf_WhatIsStillEncrypted_IsABug()
    {
        var kept = new DeliveryVault(TestKeys.Of("A")).Seal(Clear);

        Assert.Throws<InvalidOperationException>(() => DeliveryRunner.InvocationOf(kept));
    }

    private static string Text(Delivery delivery) => Encoding.UTF8.GetString(delivery.Payload.Span);

    private sealed class ChangingKeys(IMasterKeyProvider keys) : IMasterKeyProvider
    {
        public IMasterKeyProvider Now { get; set; } = keys;

        public string? CurrentKeyId => Now.CurrentKeyId;

        public IReadOnlyCollection<string> KeyIds => Now.KeyIds;

        public WrappedKey Wrap(ReadOnlySpan<byte> dataKey, string identity) => Now.Wrap(dataKey, identity);

        public byte[] Unwrap(WrappedKey wrapped, string identity) => Now.Unwrap(wrapped, identity);
    }
}
