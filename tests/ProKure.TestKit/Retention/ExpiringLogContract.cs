using ProKure.Integrations.Logging;
using ProKure.Integrations.Retention;
using ProKure.TestKit.Logging;

namespace ProKure.TestKit.Retention;

/// <summary>What every log store must do for retention and legal holds.</summary>
public abstract class ExpiringLogContract : StoreContract<IExpiringLog>
{
    private const string Class = "MONTH";
    private static readonly DateTimeOffset Now = LogDocuments.Start.AddDays(100);
    private static readonly ExpiryRule Rule = new() { RetentionClass = Class, Now = Now, CreatedBefore = Now.AddDays(-30) };

    /// <summary>The same log, as it is written and read.</summary>
    protected abstract IIntegrationLogStore Log { get; }

    /// <summary>The same log, as holds see it.</summary>
    protected abstract IHeldLog Held { get; }

    /// <summary>Whether documents without a class and an expiry of their own go by themselves.</summary>
    protected abstract bool ExpiresByItself { get; }

    [Fact]
    public async Task Find_OnlyEndedDocumentsOfTheClassWhoseTimeIsOverTwice()
    {
        var old = Ended(40);
        await WriteAsync(
            old,
            Ended(10),
            Ended(40).With(entry => entry with { ExpiresAt = Now.AddMilliseconds(1) }), // written under a longer class
            Ended(20).With(entry => entry with { ExpiresAt = Now.AddDays(-1) }), // written under a shorter one
            Ended(40, retentionClass: "OTHER"),
            Ended(40, retentionClass: null),
            Ended(40).With(entry => entry with { LegalHold = true }),
            LogDocuments.Pending(Now.AddDays(-40)).With(entry => entry with { RetentionClass = Class, ExpiresAt = Now.AddDays(-10) }));

        var found = Assert.Single(await Store.FindAsync(Rule, 10, Cancel));
        Assert.Equal((old.Entry.RequestId, "SAP", old.Entry.CreatedAt), (found.RequestId, found.SystemCode, found.CreatedAt));
        Assert.Empty(found.ObjectKeys);
        Assert.Equal([new ExpiredCount("SAP", 1, old.Entry.CreatedAt, old.Entry.CreatedAt)], await Store.CountAsync(Rule, Cancel));
        Assert.Equal(new KeptCount(1, 0), await Store.CountKeptAsync(Rule, Cancel));
    }

    [Fact]
    public async Task Count_IsBySystemWithOldestAndNewest()
    {
        await WriteAsync(Ended(40), Ended(50), Ended(45), Ended(60, system: "ERP"));

        Assert.Equal(
            [new ExpiredCount("ERP", 1, Now.AddDays(-60), Now.AddDays(-60)), new ExpiredCount("SAP", 3, Now.AddDays(-50), Now.AddDays(-40))],
            await Store.CountAsync(Rule, Cancel));
    }

    [Fact]
    public async Task Find_WithAnArchive_LeavesWhatNoFileHolds()
    {
        var archived = Ended(40).With(entry => entry with { ArchiveKey = "archive/1" });
        var waiting = Ended(41);
        await WriteAsync(archived, waiting);
        var rule = Rule with { MustBeArchived = true };

        Assert.Equal([archived.Entry.RequestId], (await Store.FindAsync(rule, 10, Cancel)).Select(found => found.RequestId));
        Assert.Equal(new KeptCount(0, 1), await Store.CountKeptAsync(rule, Cancel));
        Assert.Equal([archived.Entry.RequestId], await Store.DeleteAsync(rule, [archived.Entry.RequestId, waiting.Entry.RequestId], Cancel));
        Assert.NotNull(await FindAsync(waiting));
    }

    [Fact]
    public async Task Delete_AsksTheRuleOnceMore_AndSaysWhatWent()
    {
        var (first, second, third) = (Ended(40), Ended(41), Ended(42));
        await WriteAsync(first, second, third);
        var found = await Store.FindAsync(Rule, 10, Cancel);
        Assert.Equal(3, found.Count);
        await Held.HoldAsync(new HoldScope { RequestId = second.Entry.RequestId }, Cancel);

        var deleted = await Store.DeleteAsync(Rule, [.. found.Select(document => document.RequestId)], Cancel);

        Assert.Equal([third.Entry.RequestId, first.Entry.RequestId], deleted.Order());
        Assert.Null(await FindAsync(first));
        LogAssert.Same(second.With(entry => entry with { LegalHold = true }), (await FindAsync(second))!);
        Assert.Empty(await Store.FindAsync(Rule, 10, Cancel));
        await Store.TidyAsync(Rule, Cancel);
        Assert.NotNull(await FindAsync(second));
    }

    [Fact]
    public async Task Delete_OfWhatIsGone_DoesNoHarm()
    {
        var document = Ended(40);
        await WriteAsync(document);
        await Store.DeleteAsync(Rule, [document.Entry.RequestId], Cancel);

        await Store.DeleteAsync(Rule, [document.Entry.RequestId], Cancel);

        Assert.Null(await FindAsync(document));
    }

    [Fact]
    public async Task Find_GivesNoMoreThanAsked()
    {
        await WriteAsync([.. Enumerable.Range(31, 7).Select(days => Ended(days))]);

        Assert.Equal(3, (await Store.FindAsync(Rule, 3, Cancel)).Count);
    }

    [Fact]
    public async Task DocumentsWithoutAClass_GoByTheDefault()
    {
        var old = Ended(40, retentionClass: null).With(entry => entry with { ExpiresAt = ExpiresByItself ? Now.AddDays(-1) : null });
        await WriteAsync(old, Ended(40), Ended(10, retentionClass: null), Ended(40, retentionClass: null).With(entry => entry with { ExpiresAt = Now.AddDays(1) }));
        var rule = ExpiryRule.OfDefault(TimeSpan.FromDays(30), Now);

        Assert.Equal([old.Entry.RequestId], (await Store.FindAsync(rule, 10, Cancel)).Select(found => found.RequestId));
        Assert.Equal([old.Entry.RequestId], await Store.DeleteAsync(rule, [old.Entry.RequestId], Cancel));
        Assert.Null(await FindAsync(old));
    }

    [Fact]
    public async Task Bodies_AreForgottenButTheirLengthAndHash()
    {
        var document = WithObjects(Ended(40));
        var held = WithObjects(Ended(41)).With(entry => entry with { LegalHold = true });
        await WriteAsync(document, held, Ended(42), WithObjects(Ended(10)), WithObjects(Ended(40, retentionClass: "OTHER")));

        var found = Assert.Single(await Store.FindBodiesAsync(Class, Now.AddDays(-30), 10, Cancel));
        Assert.Equal<string>([document.Request!.Reference!.Key, document.Response!.Reference!.Key], found.ObjectKeys, StringComparer.Ordinal);
        Assert.Equal(1, Assert.Single(await Store.CountBodiesAsync(Class, Now.AddDays(-30), Cancel)).Count);
        Assert.Equal([document.Entry.RequestId], await Store.ForgetBodiesAsync([document.Entry.RequestId, held.Entry.RequestId], Cancel));

        Assert.Empty(await Store.FindBodiesAsync(Class, Now.AddDays(-30), 10, Cancel));
        var stored = (await FindAsync(document))!;
        Assert.Equal(document.Request.Reference with { Store = BodyReference.ExpiredStore, Key = "" }, stored.Request!.Reference);
        Assert.Equal(document.Response.Reference with { Store = BodyReference.ExpiredStore, Key = "" }, stored.Response!.Reference);
        Assert.True(stored.Request.Reference!.IsExpired);
        LogAssert.Same(held, (await FindAsync(held))!);
        var gone = Assert.Single(await Store.FindAsync(Rule, 10, Cancel), one => one.RequestId == document.Entry.RequestId);
        Assert.Empty(gone.ObjectKeys);
    }

    [Fact]
    public async Task Documents_NameTheirObjects()
    {
        var document = WithObjects(Ended(40));
        await WriteAsync(document);

        Assert.Equal<string>(
            [document.Request!.Reference!.Key, document.Response!.Reference!.Key], Assert.Single(await Store.FindAsync(Rule, 10, Cancel)).ObjectKeys, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("request")]
    [InlineData("correlation")]
    [InlineData("entity")]
    [InlineData("system")]
    [InlineData("span")]
    public async Task Hold_CoversWhatTheScopeSays_AndNothingElse(string kind)
    {
        var covered = Ended(40, "ERP").With(entry => entry with { EndpointCode = "PAY", Context = new LogContext { EntityType = "INVOICE", EntityId = "I-1" } });
        var (other, bare) = (Ended(45), Ended(46).With(entry => entry with { Context = LogContext.None }));
        await WriteAsync(covered, other, bare);
        var scope = kind switch
        {
            "request" => new HoldScope { RequestId = covered.Entry.RequestId },
            "correlation" => new HoldScope { CorrelationId = covered.Entry.CorrelationId },
            "entity" => new HoldScope { EntityType = "INVOICE", EntityId = "I-1" },
            "system" => new HoldScope { SystemCode = "ERP", EndpointCode = "PAY" },
            _ => new HoldScope { From = covered.Entry.StartedAt, To = covered.Entry.StartedAt.AddMilliseconds(1) },
        };
        Assert.True(scope.Covers(covered.Entry));
        Assert.False(scope.Covers(other.Entry) || scope.Covers(bare.Entry));

        Assert.Equal(1, await Held.CountAsync(scope, Cancel));
        Assert.Equal(1, await Held.HoldAsync(scope, Cancel));
        Assert.Equal(0, await Held.HoldAsync(scope, Cancel));

        Assert.Equal((true, false, false), (await IsHeldAsync(covered), await IsHeldAsync(other), await IsHeldAsync(bare)));
        Assert.Equal(1, await Held.ClearAsync(scope, [], Cancel));
        Assert.Equal((false, false, false), (await IsHeldAsync(covered), await IsHeldAsync(other), await IsHeldAsync(bare)));
    }

    [Fact]
    public async Task Clear_LeavesWhatAnotherHoldCovers()
    {
        var both = Ended(40).With(entry => entry with { Context = new LogContext { EntityType = "INVOICE", EntityId = "I-1" } });
        var one = Ended(41).With(entry => entry with { Context = LogContext.None });
        await WriteAsync(both, one);
        var (system, entity) = (new HoldScope { SystemCode = "SAP" }, new HoldScope { EntityType = "INVOICE", EntityId = "I-1" });
        await Held.HoldAsync(system, Cancel);

        Assert.Equal(1, await Held.ClearAsync(system, [entity, new HoldScope { CorrelationId = "nobody's" }], Cancel));

        Assert.Equal((true, false), (await IsHeldAsync(both), await IsHeldAsync(one)));
    }

    [Fact]
    public async Task Hold_SurvivesACompletion()
    {
        var pending = LogDocuments.Pending(Now.AddDays(-40));
        await WriteAsync(pending);
        await Held.HoldAsync(new HoldScope { RequestId = pending.Entry.RequestId }, Cancel);

        Assert.Empty(await Log.WriteAsync([LogDocuments.Complete(pending).AsCompletion()], Cancel));

        Assert.True(await IsHeldAsync(pending));
    }

    [Fact]
    public async Task Clear_OfADocumentWithoutAClass_LeavesItToARunOfRetention()
    {
        var document = Ended(40, retentionClass: null).With(entry => entry with { LegalHold = true });
        await WriteAsync(document);

        await Held.ClearAsync(new HoldScope { RequestId = document.Entry.RequestId }, [], Cancel);

        Assert.Equal(ExpiresByItself, (await FindAsync(document))!.Entry.ExpiresAt is not null);
        var rule = ExpiryRule.OfDefault(TimeSpan.FromDays(30), TimeProvider.System.GetUtcNow().AddDays(1));
        Assert.Equal([document.Entry.RequestId], (await Store.FindAsync(rule, 10, Cancel)).Select(found => found.RequestId));
    }

    [Fact]
    public async Task Hold_OfEverything_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Held.HoldAsync(new HoldScope(), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Held.ClearAsync(new HoldScope { SystemCode = "SAP" }, [new HoldScope()], Cancel));
    }

    private static LogDocument Ended(int daysAgo, string system = "SAP", string? retentionClass = Class) => LogDocuments.Completed(Now.AddDays(-daysAgo)).With(entry => entry with
    {
        SystemCode = system,
        RetentionClass = retentionClass,
        ExpiresAt = retentionClass is null ? null : entry.CreatedAt.AddDays(30),
    });

    private static LogDocument WithObjects(LogDocument document) => document with
    {
        Request = document.Request! with { IsTruncated = true, Reference = new BodyReference("folder", $"bodies/{document.Entry.RequestId}-request", 5, new string('a', 64)) },
        Response = document.Response! with { IsTruncated = true, Reference = new BodyReference("folder", $"bodies/{document.Entry.RequestId}-response", 6, new string('b', 64)) },
    };

    private async Task<bool> IsHeldAsync(LogDocument document) => (await FindAsync(document))!.Entry.LegalHold;

    private Task<LogDocument?> FindAsync(LogDocument document) => Log.FindAsync(document.Entry.RequestId, Cancel);

    private async Task WriteAsync(params LogDocument[] documents) =>
        Assert.Empty(await Log.WriteAsync([.. documents.Select(document => document.AsInsert())], Cancel));
}
