using MongoDB.Bson;
using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.MongoDb.Tests.Logging;

/// <summary>Errors that MongoDB answers: what means "not now" is repeated by whoever writes, and what is wrong with a document is kept aside.</summary>
public sealed class ServerAnswerTests : IAsyncLifetime
{
    private readonly ScriptedMongo _mongo = ScriptedMongo.Start();
    private readonly TemporaryLog _log;

    public ServerAnswerTests() => _log = _mongo.Open();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _log.Close();
        return _mongo.DisposeAsync();
    }

    [Theory]
    [InlineData(91)]    // ShutdownInProgress
    [InlineData(189)]   // PrimarySteppedDown
    [InlineData(371)]   // UserWritesBlocked: read-only
    [InlineData(462)]   // IngressRequestRateLimitExceeded
    [InlineData(10107)] // NotWritablePrimary
    [InlineData(11602)] // InterruptedDueToReplStateChange
    [InlineData(13435)] // NotPrimaryNoSecondaryOk
    [InlineData(14031)] // OutOfDiskSpace
    public async Task CommandThatIsRefusedForNow_IsUnavailable_AndGoesThroughLater(int code)
    {
        var isRefused = true;
        _mongo.Script = _ => Volatile.Read(ref isRefused) ? new BsonDocument { { "ok", 0 }, { "code", code }, { "errmsg", "not now" } } : null;
        var document = LogDocuments.Pending();

        await Assert.ThrowsAsync<LogStoreUnavailableException>(() => _log.Store.WriteAsync([document.AsInsert()], Cancel));
        await Assert.ThrowsAsync<LogStoreUnavailableException>(() => _log.Store.WriteAsync([LogDocuments.Complete(document).AsCompletion()], Cancel));
        Volatile.Write(ref isRefused, false);

        await UntilWrittenAsync(document.AsInsert());
        await UntilWrittenAsync(LogDocuments.Complete(document).AsCompletion());
        Assert.DoesNotContain(_mongo.Commands, IsForQuarantine);
    }

    [Theory]
    [InlineData(112)]   // WriteConflict
    [InlineData(365)]   // TemporarilyUnavailable
    [InlineData(371)]   // UserWritesBlocked
    [InlineData(11601)] // Interrupted
    [InlineData(13388)] // StaleConfig
    [InlineData(14031)] // OutOfDiskSpace
    public async Task WriteThatIsRefusedForNow_IsUnavailable_AndIsNotTheDocumentsFault(int code)
    {
        _mongo.Script = _ => WithWriteError(code);
        var document = LogDocuments.Pending();

        await Assert.ThrowsAsync<LogStoreUnavailableException>(() => _log.Store.WriteAsync([LogDocuments.Pending().AsInsert(), document.AsInsert()], Cancel));
        await Assert.ThrowsAsync<LogStoreUnavailableException>(() => _log.Store.WriteAsync([LogDocuments.Complete(document).AsCompletion()], Cancel));

        Assert.DoesNotContain(_mongo.Commands, IsForQuarantine);
    }

    [Fact]
    public async Task WriteThatIsRefusedForItsDocument_IsKeptAside_AndTheOthersCount()
    {
        _mongo.Script = command => IsForQuarantine(command) ? null : WithWriteError(121);
        var (refused, other) = (LogDocuments.Pending(), LogDocuments.Pending());

        Assert.Empty(await _log.Store.WriteAsync([refused.AsInsert(), other.AsInsert()], Cancel));

        var kept = Assert.Single(_mongo.Commands, IsForQuarantine)["documents"].AsBsonArray;
        Assert.Equal(refused.Entry.RequestId.ToString(), Assert.Single(kept)["request_id"].AsString);
    }

    [Fact]
    public async Task MajorityIsAskedFor_AndAWriteThatItDidNotConfirm_IsRepeated()
    {
        var isLate = true;
        _mongo.Script = _ => Volatile.Read(ref isLate)
            ? new BsonDocument { { "n", 1 }, { "ok", 1 }, { "writeConcernError", new BsonDocument { { "code", 64 }, { "codeName", "WriteConcernTimeout" }, { "errmsg", "late" } } } }
            : null;
        var document = LogDocuments.Pending();

        await Assert.ThrowsAsync<LogStoreUnavailableException>(() => _log.Store.WriteAsync([document.AsInsert()], Cancel));
        Volatile.Write(ref isLate, false);
        await UntilWrittenAsync(document.AsInsert());

        Assert.All(_mongo.Commands, command => Assert.Equal(("majority", 10_000), (command["writeConcern"]["w"].AsString, command["writeConcern"]["wtimeout"].ToInt32())));
    }

    [Fact]
    public async Task PrimaryThatBecomesASecondary_TakesNoWrites_UntilThereIsAPrimary()
    {
        Assert.Empty(await _log.Store.WriteAsync([LogDocuments.Pending().AsInsert()], Cancel));
        _mongo.IsPrimary = false;
        _mongo.Script = _ => _mongo.IsPrimary ? null : new BsonDocument { { "ok", 0 }, { "code", 10107 }, { "errmsg", "not primary" } };
        var document = LogDocuments.Pending();

        var fault = await Assert.ThrowsAsync<LogStoreUnavailableException>(() => _log.Store.WriteAsync([document.AsInsert()], Cancel));
        _mongo.IsPrimary = true;

        Assert.DoesNotContain("not primary", fault.Message, StringComparison.Ordinal);
        await UntilWrittenAsync(document.AsInsert());
    }

    // As the log writer and the spool do: again until it goes through.
    private async Task UntilWrittenAsync(LogWrite write)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                Assert.Empty(await _log.Store.WriteAsync([write], Cancel));
                return;
            }
            catch (LogStoreUnavailableException) when (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(50, Cancel);
            }
        }
    }

    private static bool IsForQuarantine(BsonDocument command) => command.GetElement(0).Value == "integration_logs_quarantine";

    private static BsonDocument WithWriteError(int code) => new()
    {
        { "n", 0 }, { "ok", 1 }, { "writeErrors", new BsonArray { new BsonDocument { { "index", 0 }, { "code", code }, { "errmsg", "no" } } } },
    };
}
