using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Reconciliation;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Logging;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Sqlite.Tests.Reconciliation;

/// <summary>Calls whose caller waited and whose process died, and records that come after what was found out about them.</summary>
public sealed class LostCallTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ReconciledHub _hub = new();

    public async ValueTask InitializeAsync() => await _hub.ConfigureAsync(
        new SystemConfig { Code = "SAP", Name = "SAP", BaseUrl = new Uri("http://sap.example") },
        new EndpointConfig { SystemCode = "SAP", Code = "FIND_PO", Method = "GET", Path = "/" },
        new EndpointConfig
        {
            SystemCode = "SAP",
            Code = "CREATE_PO",
            Method = "POST",
            Path = "/",
            Idempotency = Idempotency.NotIdempotent,
            Timeout = Minute,
            Lookup = new LookupConfig { Endpoint = "FIND_PO", Done = "status = 200", Delay = TimeSpan.FromSeconds(2) },
        },
        new EndpointConfig { SystemCode = "SAP", Code = "NO_LOOKUP", Method = "POST", Path = "/", Idempotency = Idempotency.NotIdempotent });

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task OfADeadProcess_IsAskedAbout_OnceForAll()
    {
        var call = await CallAsync();
        await _hub.PassAsync(Minute * 2);

        await _hub.ReconcileAsync();
        await _hub.LeadAgainAsync();
        await _hub.PassAsync(_hub.Options.RestInterval + Minute);
        await _hub.ReconcileAsync();

        var delivery = Assert.Single(await ClaimAsync()).Delivery;
        Assert.Equal((FollowUp.IdFor(call.RequestId), "FOLLOW_UP_SCHEDULED", call.RequestId), (delivery.Id, delivery.Reason, delivery.FirstRequestId));
        Assert.Equal((ErrorType.ProcessLost, true), (delivery.Failure!.Type, delivery.Failure.MayHaveBeenReceived));
        Assert.Equal("{\"po_number\":\"PO-4711\"}", System.Text.Encoding.UTF8.GetString(_hub.Payloads.Open(delivery).Payload.Span));
        Assert.Equal((LogStatus.Unknown, "LOOKUP_SCHEDULED"), await StandingAsync(call));
        Assert.Equal(1, _hub.Count(ReconciliationKind.CallsHandedOver));
    }

    [Fact]
    public async Task MarkedByAProcessThatDiedThen_IsAskedAboutAllTheSame()
    {
        var call = await CallAsync();
        await _hub.PassAsync(Minute * 2);
        await _hub.Log.MarkLostAsync([ReconciledHub.Instance], _hub.Now, _hub.Now, Cancel);

        await _hub.ReconcileAsync();

        Assert.NotNull(await _hub.Queue.FindAsync(FollowUp.IdFor(call.RequestId), Cancel));
    }

    [Theory]
    [InlineData("NO_LOOKUP")]
    [InlineData("GONE")]
    public async Task AtAnEndpointThatKnowsNobodyToAsk_StaysUnknown(string endpoint)
    {
        var call = await CallAsync(entry => entry with { EndpointCode = endpoint });
        await _hub.PassAsync(Minute * 2);

        await _hub.ReconcileAsync();

        Assert.Empty(await ClaimAsync());
        Assert.Equal((LogStatus.Unknown, null), await StandingAsync(call));
    }

    [Fact]
    public async Task EndedOpen_AndItsProcessDiedBeforeItCouldHandItOver_IsAskedAbout_OnceThatProcessMustBeDone()
    {
        var call = await CallAsync(entry => TimedOut(entry));

        await _hub.PassAsync(Minute * 1.5);
        await _hub.ReconcileAsync();
        Assert.Null(await _hub.Queue.FindAsync(FollowUp.IdFor(call.RequestId), Cancel));

        await _hub.PassAsync(_hub.Options.RestInterval + Minute);
        await _hub.ReconcileAsync();
        Assert.Equal(ErrorType.Timeout, (await _hub.Queue.FindAsync(FollowUp.IdFor(call.RequestId), Cancel))!.Failure!.Type);
    }

    [Theory]
    [InlineData("FOUND_DONE")]
    [InlineData("FOUND_NOT_DONE")]
    public async Task EndedOpen_AndFoundOutByItsOwnProcess_IsNotAskedAboutAgain_AndItsOriginalGoes(string finding)
    {
        var call = await CallAsync(entry => TimedOut(entry));
        await _hub.Log.NoteFindingAsync(call.RequestId, finding, null, Cancel);
        await _hub.PassAsync(Minute * 5);

        await _hub.ReconcileAsync();

        Assert.Empty(await ClaimAsync());
        Assert.Null(await _hub.Log.FindOriginalAsync(call.RequestId, Cancel));
    }

    [Fact]
    public async Task HandedOver_KeepsItsOriginal_UntilTheDeliveryHasEnded()
    {
        var call = await CallAsync();
        await _hub.PassAsync(Minute * 2);
        await _hub.ReconcileAsync();
        await _hub.PassAsync(_hub.Options.RestInterval + Minute);
        await _hub.ReconcileAsync();
        Assert.NotNull(await _hub.Log.FindOriginalAsync(call.RequestId, Cancel));

        await EndAsync(Assert.Single(await ClaimAsync()), DeliveryState.Succeeded, "FOUND_DONE");
        await _hub.PassAsync(_hub.Options.RestInterval + Minute);
        await _hub.ReconcileAsync();

        Assert.Null(await _hub.Log.FindOriginalAsync(call.RequestId, Cancel));
    }

    [Theory]
    [InlineData("FOUND_DONE", DeliveryState.Succeeded)]
    [InlineData("UNKNOWN_OUTCOME", DeliveryState.Dead)]
    [InlineData("PROCESS_LOST", DeliveryState.Dead)]
    public async Task RecordThatComesAfterTheEnd_SaysWhatWasFound(string finding, DeliveryState state)
    {
        var delivery = await DeliveryAsync();
        await EndAsync(Assert.Single(await ClaimAsync()), state, finding);
        var attempt = await LateAsync(delivery, entry => entry);
        await _hub.PassAsync(Minute * 2);

        await _hub.ReconcileAsync();

        Assert.Equal((LogStatus.Unknown, finding), await StandingAsync(attempt));
        Assert.Equal(1, _hub.Count(ReconciliationKind.FindingsNoted));
    }

    [Fact]
    public async Task RecordOfAnAttemptThatWasFoundNotDoneAndMadeAgain_SaysSo_AndNotWhatWasFoundAboutTheNext()
    {
        var delivery = await DeliveryAsync();
        var attempt = await LateAsync(delivery, entry => entry);
        await AskedAsync(delivery, "FOUND_NOT_DONE", after: Minute);
        await _hub.WriteAsync(LogDocuments.Completed(_hub.Now + (Minute * 2)).With(entry => Of(delivery, entry)));
        await AskedAsync(delivery, "FOUND_DONE", after: Minute * 3);
        await EndAsync(Assert.Single(await ClaimAsync()), DeliveryState.Succeeded, null, attemptsMade: 2);
        await _hub.PassAsync(Minute * 6);

        await _hub.ReconcileAsync();

        Assert.Equal((LogStatus.Unknown, "FOUND_NOT_DONE"), await StandingAsync(attempt));
    }

    [Fact]
    public async Task CompletionThatComesAfterTheFinding_IsTaken_AndTheFindingIsPutDownAgain()
    {
        // The call timed out, as its process wrote to its spool before it died; others marked it unknown, asked, and found that the work was done.
        var delivery = await DeliveryAsync();
        var pending = LogDocuments.Pending(_hub.Now).With(entry => Of(delivery, entry));
        await _hub.WriteAsync(pending);
        await _hub.PassAsync(Minute * 2);
        await _hub.ReconcileAsync();
        await AskedAsync(delivery, "FOUND_DONE", after: TimeSpan.Zero);
        await _hub.Log.NoteFindingAsync(pending.Entry.RequestId, "FOUND_DONE", null, Cancel);
        await EndAsync(Assert.Single(await ClaimAsync()), DeliveryState.Succeeded, "FOUND_DONE");

        var completion = LogDocuments.Fail(pending).With(entry => TimedOut(entry) with { Retry = entry.Retry with { Reason = "LOOKUP_SCHEDULED", NextRetryAt = _hub.Now } });
        Assert.Empty(await _hub.Log.WriteAsync([completion.AsCompletion()], Cancel));
        Assert.Equal((LogStatus.Timeout, "LOOKUP_SCHEDULED"), await StandingAsync(pending.Entry));
        await _hub.PassAsync(_hub.Options.RestInterval + Minute);
        await _hub.ReconcileAsync();

        Assert.Equal((LogStatus.Timeout, "FOUND_DONE"), await StandingAsync(pending.Entry));
    }

    [Fact]
    public async Task RecordOfADeliveryOfWhichNothingIsKnownYet_StaysOpen()
    {
        var delivery = await DeliveryAsync();
        var attempt = await LateAsync(delivery, entry => entry);
        await AskedAsync(delivery, "STILL_UNKNOWN", after: TimeSpan.Zero);
        await _hub.PassAsync(Minute * 2);

        await _hub.ReconcileAsync();

        Assert.Equal((LogStatus.Unknown, null), await StandingAsync(attempt));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static LogEntry Of(Delivery delivery, LogEntry entry) => entry with { DeliveryId = delivery.Id, CorrelationId = delivery.CorrelationId };

    private static LogEntry TimedOut(LogEntry entry) => entry with
    {
        Status = LogStatus.Timeout,
        IsSuccess = false,
        CompletedAt = entry.StartedAt,
        Error = new LogError { Type = ErrorType.Timeout, Phase = ErrorPhase.Wait, Side = ErrorSide.Theirs, Message = "No answer in time.", Fingerprint = "0123456789abcdef" },
        Retry = entry.Retry with { Reason = "LOOKUP_SCHEDULED" },
    };

    // In flight, unless the test says otherwise, in a process that gives no sign of life.
    private async Task<LogEntry> CallAsync(Func<LogEntry, LogEntry>? with = null)
    {
        var pending = LogDocuments.Pending(_hub.Now);
        var document = pending.With(entry => with?.Invoke(entry) ?? entry);
        var followUp = Deliveries.Queued(_hub.Now) with
        {
            Id = FollowUp.IdFor(document.Entry.RequestId),
            EndpointCode = document.Entry.EndpointCode,
            CorrelationId = document.Entry.CorrelationId,
            Payload = "{\"po_number\":\"PO-4711\"}"u8.ToArray(),
            AttemptsMade = 1,
            FirstRequestId = document.Entry.RequestId,
            FirstAttemptAt = document.Entry.StartedAt,
            Reason = "FOLLOW_UP_SCHEDULED",
        };
        await _hub.WriteAsync(document with { Original = _hub.Vault.Seal(document.Entry.RequestId, followUp) });
        return document.Entry;
    }

    private async Task<Delivery> DeliveryAsync()
    {
        var delivery = Deliveries.Queued(_hub.Now);
        await _hub.Queue.EnqueueAsync(delivery, Cancel);
        return delivery;
    }

    // What was in a dead process's spool.
    private async Task<LogEntry> LateAsync(Delivery delivery, Func<LogEntry, LogEntry> with)
    {
        var document = LogDocuments.Pending(_hub.Now).With(entry => with(Of(delivery, entry)));
        await _hub.WriteAsync(document);
        return document.Entry;
    }

    private Task AskedAsync(Delivery delivery, string finding, TimeSpan after) => _hub.WriteAsync(LogDocuments.Completed(_hub.Now + after + TimeSpan.FromSeconds(1)).With(entry => Of(delivery, entry) with
    {
        EndpointCode = "FIND_PO",
        Retry = entry.Retry with { Reason = finding },
        Context = entry.Context with { Keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["purpose"] = "LOOKUP" } },
    }));

    private async Task EndAsync(DeliveryLease lease, DeliveryState state, string? reason, int attemptsMade = 1) => Assert.True(await _hub.Queue.ReleaseAsync(
        lease, lease.Delivery with { State = state, Reason = reason, AttemptsMade = attemptsMade, EndedAt = _hub.Now }, Cancel));

    private Task<IReadOnlyList<DeliveryLease>> ClaimAsync() => _hub.Queue.ClaimAsync(new DeliveryClaim { Owner = "worker", Limit = 5, Lease = Minute }, Cancel);

    private async Task<(LogStatus, string?)> StandingAsync(LogEntry entry)
    {
        var found = (await _hub.Log.FindAsync(entry.RequestId, Cancel))!.Entry;
        return (found.Status, found.Retry.Reason);
    }
}
