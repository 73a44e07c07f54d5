using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;
using ProKure.Integrations.Tests.Execution;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Retry;

/// <summary>Deliveries whose payload cannot be decrypted by the hub that took them.</summary>
public sealed class UnreadablePayloadTests : IClassFixture<PipelineFixture>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PipelineFixture _fixture;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 14, 9, 26, 53, TimeSpan.Zero));
    private int _arrived;

    public UnreadablePayloadTests(PipelineFixture fixture)
    {
        _fixture = fixture;
        _fixture.OnArrival = _ => Task.FromResult(Interlocked.Increment(ref _arrived));
    }

    [Fact]
    public async Task RunAsync_WithoutTheKey_PutsTheDeliveryBack_AndAnotherHubSendsIt()
    {
        var waiting = await RunAsync(Sealed(), "OTHER");

        Assert.Equal(
            (DeliveryState.Queued, "PAYLOAD_KEY_MISSING", _time.GetUtcNow() + Minute, 0, 0),
            (waiting.State, waiting.Reason, waiting.NotBefore, waiting.AttemptsMade, _arrived));
        Assert.Null(waiting.Failure);
        Assert.DoesNotContain(_fixture.Log.Documents, document => document.Entry.DeliveryId == waiting.Id);

        var after = await RunAsync(waiting, "K1");
        Assert.Equal((DeliveryState.Succeeded, 1, 1), (after.State, after.AttemptsMade, _arrived));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(20, 5)]
    [InlineData(300, 15)]
    public async Task RunAsync_WithoutTheKey_ComesBackTheLaterTheOlderTheDeliveryIs(int age, int wait)
    {
        var delivery = Sealed();
        _time.Advance(age * Minute);

        Assert.Equal(_time.GetUtcNow() + (wait * Minute), (await RunAsync(delivery, "OTHER")).NotBefore);
    }

    [Fact]
    public async Task RunAsync_WithoutTheKeyForLongerThanThePolicyAllows_EndsAsADeadLetterThatSaysWhatToDo()
    {
        var waiting = await RunAsync(Sealed(), "OTHER");
        _time.Advance(TimeSpan.FromDays(2));

        var dead = await RunAsync(waiting, "OTHER");

        Assert.Equal((DeliveryState.Dead, "PAYLOAD_UNREADABLE", _time.GetUtcNow()), (dead.State, dead.Reason, dead.EndedAt));
        Assert.Equal((ErrorType.Configuration, ErrorSide.Configuration, false), (dead.Failure!.Type, dead.Failure.Lane, dead.Failure.MayHaveBeenReceived));
        Assert.Contains("'K1'", dead.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("master key", FixHints.For(dead.Reason, dead.Failure.Type), StringComparison.Ordinal);
        Assert.Equal((waiting.Payload, "K1"), (dead.Payload, dead.PayloadKeyId));
    }

    [Fact]
    public async Task RunAsync_OfARowThatWasChanged_EndsAsADeadLetterAtOnce()
    {
        var dead = await RunAsync(Sealed() with { Id = Guid.CreateVersion7(_time.GetUtcNow()) }, "K1");

        Assert.Equal((DeliveryState.Dead, "PAYLOAD_UNREADABLE", 0), (dead.State, dead.Reason, _arrived));
        Assert.Contains("was changed", dead.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_WithoutTheKey_AfterAnAttemptThatMayHaveBeenReceived_KeepsSo()
    {
        var tried = Sealed() with
        {
            AttemptsMade = 1,
            FirstAttemptAt = _time.GetUtcNow().AddDays(-2),
            Failure = new DeliveryFailure(ErrorType.Timeout, ErrorSide.Theirs, "no answer", "f1", null, MayHaveBeenReceived: true),
        };

        var dead = await RunAsync(tried, "OTHER");

        Assert.Equal(("PAYLOAD_UNREADABLE", true), (dead.Reason, dead.Failure!.MayHaveBeenReceived));
    }

    [Fact]
    public async Task RunAsync_WithoutTheKey_TakenOverFromADeadProcess_IsGivenUpWhereRepeatingMayDoHarm()
    {
        var lost = await RunAsync(Sealed(), "OTHER", wasInterrupted: true);

        Assert.Equal((DeliveryState.Dead, "PROCESS_LOST"), (lost.State, lost.Reason));
    }

    [Fact]
    public async Task RunAsync_WithoutTheKey_ThatAPersonCancels_IsCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var after = await RunnerOf("OTHER").RunAsync(new DeliveryLease(Sealed(), "test", 1, DateTimeOffset.MaxValue, WasInterrupted: false), cancelled.Token);

        Assert.Equal((DeliveryState.Cancelled, "CANCELLED_BEFORE_SEND"), (after.State, after.Reason));
    }

    private Task<Delivery> RunAsync(Delivery delivery, string keyId, bool wasInterrupted = false) => RunnerOf(keyId).RunAsync(
        new DeliveryLease(delivery, "test", 1, DateTimeOffset.MaxValue, wasInterrupted), TestContext.Current.CancellationToken);

    private DeliveryRunner RunnerOf(string keyId) =>
        new(_fixture.Pipeline, _fixture.Snapshots, _fixture.Log, new DeliveryVault(TestKeys.Of(keyId)), _time, NullLogger.Instance);

    private Delivery Sealed()
    {
        var now = _time.GetUtcNow();
        return new DeliveryVault(TestKeys.Of("K1")).Seal(new Delivery
        {
            Id = Guid.CreateVersion7(now),
            SystemCode = "SAP",
            EndpointCode = "RETRIED",
            CorrelationId = CorrelationId.New(TimeProvider.System).ToString(),
            Payload = Encoding.UTF8.GetBytes(PipelineFixture.Order("MAT-1001", $"PO-{Guid.CreateVersion7(now)}")),
            Actor = new LogActor("anna", TriggeredBy.User),
            IdempotencyKey = $"key-{Guid.CreateVersion7(now)}",
            CreatedAt = now,
            NotBefore = now,
        });
    }
}
