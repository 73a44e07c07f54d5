using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Originals;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Tests.Objects;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Tests.Originals;

public sealed class OriginalVaultTests
{
    private static readonly Guid Attempt = Guid.CreateVersion7();

    private static readonly Delivery Whole = Deliveries.Queued(new DateTimeOffset(2026, 3, 14, 9, 26, 53, 589, TimeSpan.Zero)) with
    {
        ConfigRevision = 17,
        Priority = 2,
        OrderKey = "SAP/PURCHASE_ORDER/PO-4711",
        BlocksOrder = false,
        TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ReplayOf = Guid.CreateVersion7(),
        AttemptsMade = 2,
        FirstRequestId = Guid.CreateVersion7(),
        FirstAttemptAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
        State = DeliveryState.Running,
        Reason = "HTTP_STATUS",
        Failure = new DeliveryFailure(ErrorType.HttpStatus, ErrorSide.Theirs, "Überlastet", "0123456789abcdef", 503, MayHaveBeenReceived: false),
        Interruptions = 1,
    };

    [Fact]
    public void Open_OfWhatWasSealed_HasEveryField()
    {
        var vault = Vault(TestMasterKeys.Of("k1"));

        var opened = vault.Open(Attempt, vault.Seal(Attempt, Whole)!.Value);

        Assert.Equal(JsonSerializer.Serialize(Whole), JsonSerializer.Serialize(opened));
    }

    [Fact]
    public void Seal_ShowsNothingOfWhatIsInIt()
    {
        var kept = Vault(TestMasterKeys.Of("k1")).Seal(Attempt, Whole with { Payload = """{"password":"hunter2-hunter2"}"""u8.ToArray() })!.Value;

        var shown = Encoding.Latin1.GetString(kept.Span);
        Assert.All(["hunter2", "password", "PO-4711", "key-1", "SAP"], secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_ByAnotherAttempt_IsRefused()
    {
        var vault = Vault(TestMasterKeys.Of("k1"));
        var kept = vault.Seal(Attempt, Whole)!.Value;

        Assert.Throws<MasterKeyException>(() => vault.Open(Guid.CreateVersion7(), kept));
    }

    [Fact]
    public void Open_AfterRotation_NeedsTheOldKeyAndHasIt()
    {
        var kept = Vault(TestMasterKeys.Of("k1")).Seal(Attempt, Whole)!.Value;

        Assert.Equal(Whole.Id, Vault(TestMasterKeys.Of("k1", "k2")).Open(Attempt, kept).Id);
        Assert.Contains("k1", Assert.Throws<MasterKeyException>(() => Vault(TestMasterKeys.Of("k2")).Open(Attempt, kept)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfWhatWasChanged_IsRefused_WhereverItWas()
    {
        var vault = Vault(TestMasterKeys.Of("k1"));
        var kept = vault.Seal(Attempt, Whole with { Payload = "{}"u8.ToArray() })!.Value.ToArray();

        for (var at = 0; at < kept.Length; at++)
        {
            var changed = kept.ToArray();
            changed[at] ^= 1;
            var fault = Record.Exception(() => vault.Open(Attempt, changed));
            Assert.True(fault is MasterKeyException or InvalidDataException, $"Byte {at}: {fault}");
            Assert.IsType<InvalidDataException>(Record.Exception(() => vault.Open(Attempt, kept.AsMemory(0, Math.Min(at, 3)))));
        }
    }

    [Fact]
    public void Seal_WithoutAMasterKey_KeepsNothing() => Assert.Null(Vault(TestMasterKeys.None).Seal(Attempt, Whole));

    [Theory]
    [InlineData(100, 100, true)]
    [InlineData(101, 100, false)]
    [InlineData(0, 0, false)]
    public void Seal_KeepsPayloadsUpToTheLimit(int bytes, int limit, bool isKept)
    {
        var kept = Vault(TestMasterKeys.Of("k1"), limit).Seal(Attempt, Whole with { Payload = new byte[bytes] });

        Assert.Equal(isKept, kept is not null);
    }

    private static OriginalVault Vault(IMasterKeyProvider keys, int limit = 100_000) =>
        new(keys, Options.Create(new OriginalOptions { MaxBytes = limit }), NullLogger<OriginalVault>.Instance);
}
