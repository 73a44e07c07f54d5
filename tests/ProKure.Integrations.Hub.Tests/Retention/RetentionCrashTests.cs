using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Postgres;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite;
using ProKure.TestKit.Logging;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Hub.Tests.Retention;

/// <summary>
/// A run of retention ends before and after every single call to a store, over and over. At no time does a document point at an object that is gone, or is anything gone that is held,
/// pending or not archived; and the next run, with the search for orphans, ends where an undisturbed one would have.
/// </summary>
public sealed class RetentionCrashTests : IDisposable
{
    private const string Month = "MONTH", Kept = "KEPT";
    private readonly TemporaryDirectory _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task KilledAtEveryStep_OnTheEmbeddedStores_LosesNothingAndLeavesNothing()
    {
        await using var services = Services(_ => { });

        await DieAtEveryStepAsync(services, each: 1);
    }

    [Fact]
    public async Task KilledAtManySteps_OnMongoDbAndPostgres_LosesNothingAndLeavesNothing()
    {
        var mongo = await TestMongo.GetAsync();
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        var name = $"retention_{Guid.CreateVersion7():N}";
        await using var services = Services(all =>
        {
            all.AddMongoDbLogStore(options => (options.ConnectionString, options.Database) = (mongo.ConnectionString, name));
            all.AddPostgresStores(options => options.ConnectionString = database.ConnectionString);
        });

        await DieAtEveryStepAsync(services, each: 5);

        using var client = new MongoDB.Driver.MongoClient(mongo.ConnectionString);
        await client.DropDatabaseAsync(name, Cancel);
    }

    private static async Task DieAtEveryStepAsync(ServiceProvider services, int each)
    {
        var retentionClasses = new[]
        {
            new RetentionClassConfig { Code = Month, LogDays = 30, MetadataDays = 30, ObjectDays = 10 },
            new RetentionClassConfig { Code = Kept, LogDays = 30, Archive = true },
        };
        var configuration = services.GetRequiredService<IConfigurationStore>();
        await configuration.SaveAsync([.. retentionClasses.Select(row => new ConfigurationChange(row))], "test", Cancel);
        using var snapshots = new ConfigurationSnapshots(configuration, new ConfigurationSignal(), TimeProvider.System, NullLogger<ConfigurationSnapshots>.Instance);
        await snapshots.ReloadAsync(Cancel);

        var steps = new HashSet<string>(StringComparer.Ordinal);
        for (var dieAt = 1; ; dieAt += each)
        {
            var round = await Round.BeginAsync(services);
            var points = new CrashPoints(dieAt);
            try
            {
                await SweepOf(services, snapshots, points).RunAsync(() => true, _ => Task.CompletedTask, Cancel);
            }
            catch (ProcessDied)
            {
                steps.Add(points.DiedAt!);
            }

            await round.AssertIntactAsync(points.DiedAt);
            if (points.DiedAt is not null)
                await SweepOf(services, snapshots, new CrashPoints(int.MaxValue)).RunAsync(() => true, _ => Task.CompletedTask, Cancel);
            await round.AssertIntactAsync(points.DiedAt);
            await round.AssertEndedAsync(points.DiedAt);
            await round.EndAsync();
            if (points.DiedAt is null)
                break;
            Assert.True(dieAt < 500, "A run takes more and more steps.");
        }

        if (each > 1)
            return;

        // Every kind of call was died at, on both sides.
        foreach (var call in new[]
            {
                "ILegalHolds.ListUnclearedAsync", "IHeldLog.ClearAsync", "IHeldSummaries.ClearAsync", "ILegalHolds.NoteClearedAsync", "IHeldLog.HoldAsync", "IHeldSummaries.HoldAsync",
                "IExpiringLog.FindBodiesAsync", "IExpiringLog.ForgetBodiesAsync", "IObjectStore.DeleteAsync", "IExpiringLog.FindAsync", "IExpiringLog.DeleteAsync",
                "IExpiringLog.TidyAsync", "IExpiringSummaries.RemoveAsync",
            })
        {
            Assert.Contains($"before {call}", steps);
            Assert.Contains($"after {call}", steps);
        }
    }

    private static RetentionSweep SweepOf(IServiceProvider services, ConfigurationSnapshots snapshots, CrashPoints points) => new(
        Dying<IExpiringLog>.Of(services.GetRequiredService<IExpiringLog>(), points),
        Dying<IExpiringSummaries>.Of(services.GetRequiredService<IExpiringSummaries>(), points),
        Dying<IObjectStore>.Of(services.GetRequiredService<IObjectStore>(), points),
        Dying<IBodyKeeper>.Of(services.GetRequiredService<IBodyKeeper>(), points),
        new HoldKeeper(
            Dying<ILegalHolds>.Of(services.GetRequiredService<ILegalHolds>(), points),
            Dying<IHeldLog>.Of(services.GetRequiredService<IHeldLog>(), points),
            Dying<IHeldSummaries>.Of(services.GetRequiredService<IHeldSummaries>(), points),
            TimeProvider.System),
        snapshots,
        Options.Create(new RetentionOptions { BatchSize = 500, BatchPause = TimeSpan.Zero }),
        TimeProvider.System);

    private ServiceProvider Services(Action<IServiceCollection> addStores)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddIntegrationCore();
        addStores(services);
        services.AddSqliteStores(options => (options.DataDirectory, options.Synchronous) = (_data.Path, SqliteSynchronous.Normal));
        services.Configure<ObjectOptions>(options => options.Folder = Path.Combine(_data.Path, "objects"));
        return services.BuildServiceProvider();
    }

    /// <summary>Documents of every fate, and what becomes of them.</summary>
    private sealed class Round(IServiceProvider services, DateTimeOffset now)
    {
        private readonly List<LogDocument> _go = [], _stay = [];
        private LogDocument? _forgets;
        private LogDocument? _held;
        private LegalHold? _hold;

        private IIntegrationLogStore Log => services.GetRequiredService<IIntegrationLogStore>();

        private IObjectStore Objects => services.GetRequiredService<IObjectStore>();

        private ISummaryStore Summaries => services.GetRequiredService<ISummaryStore>();

        public static async Task<Round> BeginAsync(IServiceProvider services)
        {
            var round = new Round(services, TimeProvider.System.GetUtcMilliseconds());
            await round.WriteAsync();
            return round;
        }

        /// <summary>What stays is as it was, and whatever a document refers to is there.</summary>
        public async Task AssertIntactAsync(string? diedAt)
        {
            foreach (var document in _stay)
            {
                var stored = await FindAsync(document);
                Assert.True(stored is not null, $"A document that stays is gone, after {diedAt}");
                LogAssert.Same(document.With(entry => entry with { LegalHold = stored.Entry.LegalHold }), stored);
                await AssertObjectsAsync(document, diedAt);
                if (document.Entry.Status != LogStatus.Pending)
                    Assert.NotNull(await Summaries.FindAsync(document.Entry.RequestId, Cancel));
            }

            foreach (var document in _go.Append(_forgets!))
            {
                if (await FindAsync(document) is { } stored)
                    await AssertObjectsAsync(stored, diedAt);
            }
        }

        /// <summary>What was to go is gone, and no object is left that no document refers to.</summary>
        public async Task AssertEndedAsync(string? diedAt)
        {
            foreach (var document in _go)
                Assert.True(await FindAsync(document) is null, $"A document whose time was over is there, after {diedAt}");
            var forgetful = (await FindAsync(_forgets!))!;
            Assert.True(forgetful.Response!.Reference!.IsExpired, $"A document still refers to bodies whose time was over, after {diedAt}");
            Assert.Equal(_forgets!.Response!.Reference!.Sha256, forgetful.Response.Reference.Sha256);
            Assert.True((await FindAsync(_held!))!.Entry.LegalHold);
            Assert.True((await Summaries.FindAsync(_held!.Entry.RequestId, Cancel))!.LegalHold);
            foreach (var document in _go.Where(document => document.Entry.RetentionClass == Month))
                Assert.Null(await Summaries.FindAsync(document.Entry.RequestId, Cancel));

            var upkeep = new ObjectUpkeep(
                Objects, Log, services.GetRequiredService<IBodyKeeper>(), new Leadership(services.GetRequiredService<IFleetStore>(), "test", HubInstance.New(TimeProvider.System), TimeSpan.FromSeconds(9), TimeProvider.System, NullLogger<Leadership>.Instance),
                Options.Create(new ObjectOptions { OrphanAge = TimeSpan.FromMinutes(-5) }), TimeProvider.System, NullLogger<ObjectUpkeep>.Instance);
            await upkeep.RunOnceAsync(Cancel);
            await upkeep.RunOnceAsync(Cancel);
            foreach (var gone in _go.Append(_forgets!).SelectMany(KeysOf))
                Assert.True(await Objects.FindLengthAsync(gone, Cancel) is null, $"The object {gone} is left for ever, after {diedAt}");
            foreach (var document in _stay)
                await AssertObjectsAsync(document, diedAt);
        }

        /// <summary>Lets go what was held, so that the next round has as many steps as this.</summary>
        public async Task EndAsync()
        {
            var keeper = new HoldKeeper(
                services.GetRequiredService<ILegalHolds>(), services.GetRequiredService<IHeldLog>(), services.GetRequiredService<IHeldSummaries>(), TimeProvider.System);
            Assert.NotNull((await keeper.ReleaseAsync(_hold!.Id, "test", Cancel))!.ClearedAt);
            foreach (var key in _stay.SelectMany(KeysOf))
                await Objects.DeleteAsync(key, Cancel);
        }

        private static IEnumerable<string> KeysOf(LogDocument document) =>
            new[] { document.Request, document.Response }.Select(payload => payload?.Reference).OfType<BodyReference>().Where(reference => !reference.IsExpired).Select(reference => reference.Key);

        private async Task AssertObjectsAsync(LogDocument document, string? diedAt)
        {
            foreach (var key in KeysOf(document))
                Assert.True(await Objects.FindLengthAsync(key, Cancel) is not null, $"A document points at {key}, which is gone, after {diedAt}");
        }

        private Task<LogDocument?> FindAsync(LogDocument document) => Log.FindAsync(document.Entry.RequestId, Cancel);

        private async Task WriteAsync()
        {
            var lawsuit = $"L-{Guid.CreateVersion7():N}";
            _held = Document(40, Month).With(entry => entry with { Context = new LogContext { EntityType = "LAWSUIT", EntityId = lawsuit } });
            _forgets = Document(20, Month);
            var released = Document(40, Month).With(entry => entry with { LegalHold = true });
            _go.AddRange([Document(40, Month), released, Document(40, Kept).With(entry => entry with { ArchiveKey = "archive/1" })]);
            _stay.AddRange([_held, Document(40, Kept), Document(5, Month), InFlight(40, Month)]);
            foreach (var document in (LogDocument[])[.. _go, .. _stay, _forgets])
            {
                Assert.Empty(await Log.WriteAsync([document.AsInsert()], Cancel));
                if (document.Entry.Status != LogStatus.Pending)
                    await Summaries.WriteAsync([RequestSummary.Of(document.Entry)], Cancel);
                foreach (var key in KeysOf(document))
                    await Objects.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes(key)), Cancel);
            }

            // One whose process died before it marked anything, and one that died before it let anything go.
            var holds = services.GetRequiredService<ILegalHolds>();
            _hold = Hold(new HoldScope { EntityType = "LAWSUIT", EntityId = lawsuit });
            await holds.AddAsync(_hold, Cancel);
            var over = Hold(new HoldScope { RequestId = released.Entry.RequestId });
            await holds.AddAsync(over, Cancel);
            await holds.ReleaseAsync(over.Id, "test", now, Cancel);
        }

        private LegalHold Hold(HoldScope scope) => new() { Id = Guid.CreateVersion7(now), Scope = scope, Reason = "test", PlacedAt = now, PlacedBy = "test" };

        private LogDocument Document(int daysAgo, string? retentionClass)
        {
            var document = LogDocuments.Completed(now.AddDays(-daysAgo)).With(entry => entry with
            {
                RetentionClass = retentionClass,
                ExpiresAt = retentionClass is null ? null : entry.CreatedAt.AddDays(30),
            });
            return document with
            {
                Response = document.Response! with { IsTruncated = true, Reference = Reference(document, BodySide.Response) },
            };
        }

        // As a hub that lives would still be at work on it: its body is already kept.
        private LogDocument InFlight(int daysAgo, string retentionClass)
        {
            var document = LogDocuments.Pending(now.AddDays(-daysAgo)).With(entry => entry with { RetentionClass = retentionClass, ExpiresAt = entry.CreatedAt.AddDays(30) });
            return document with { Request = document.Request! with { IsTruncated = true, Reference = Reference(document, BodySide.Request) } };
        }

        private static BodyReference Reference(LogDocument document, BodySide side) =>
            new("folder", BodyKey.Of(document.Entry.StartedAt, "SAP", document.Entry.RequestId, side), 5, new string('a', 64));
    }
}
