using ProKure.Integrations.Archives;

namespace ProKure.TestKit.Archives;

/// <summary>What every configuration store must do for the archive.</summary>
public abstract class ArchiveFilesContract : StoreContract<IArchiveFiles>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 1, 2, 3, 456, TimeSpan.Zero);
    private static readonly ArchiveUnit Unit = new("AUDIT", "SAP", new DateOnly(2026, 3, 14));

    /// <summary>The tombstones beside them.</summary>
    protected abstract IArchiveTombstones Tombstones { get; }

    [Fact]
    public async Task Add_AndChange_KeepEveryField()
    {
        var writing = File();
        Assert.True(await Store.TryAddAsync(writing, Cancel));
        Assert.Equal(writing, await Store.FindAsync(writing.Key, Cancel));

        var verified = writing with { State = ArchiveState.Verified, ChangedAt = Now.AddSeconds(1), Content = Content, Fault = "it is damaged." };
        Assert.True(await Store.TryChangeAsync(writing, verified, Cancel));
        Assert.Equal(verified, await Store.FindAsync(writing.Key, Cancel));
        Assert.Null(await Store.FindAsync("another", Cancel));
    }

    [Fact]
    public async Task Add_APartThatIsThere_OrAKeyThatIsThere_ChangesNothing()
    {
        var first = File();
        await Store.TryAddAsync(first, Cancel);

        Assert.False(await Store.TryAddAsync(first with { Key = "archive/other.ndjson" }, Cancel));
        Assert.False(await Store.TryAddAsync(first with { Part = 2 }, Cancel));
        Assert.True(await Store.TryAddAsync(first with { Part = 2, Key = "archive/2.ndjson" }, Cancel));

        Assert.Equal<string>([first.Key, "archive/2.ndjson"], (await Store.ListAsync(ArchiveFileQuery.Of(Unit), Cancel)).Select(file => file.Key), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Change_SeenOtherwise_ChangesNothing()
    {
        var writing = File();
        await Store.TryAddAsync(writing, Cancel);
        var renewed = writing with { Key = "archive/again.ndjson" };
        Assert.True(await Store.TryChangeAsync(writing, renewed, Cancel));

        Assert.False(await Store.TryChangeAsync(writing, writing with { State = ArchiveState.Verified, Content = Content }, Cancel));
        Assert.False(await Store.TryChangeAsync(renewed with { State = ArchiveState.Verified }, renewed with { State = ArchiveState.Marked, Content = Content }, Cancel));

        Assert.Equal(renewed, Assert.Single(await Store.ListAsync(new ArchiveFileQuery(), Cancel)));
    }

    [Fact]
    public async Task Change_OfTwoAtOnce_OneSucceeds()
    {
        var writing = File();
        await Store.TryAddAsync(writing, Cancel);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Store.TryChangeAsync(writing, writing with { Key = $"archive/{number}.ndjson" }, Cancel)));

        Assert.Single(results, isChanged => isChanged);
    }

    [Fact]
    public async Task Drop_OnlyWhatIsBeingWritten()
    {
        var (writing, other) = (File(), File(2));
        await Store.TryAddAsync(writing, Cancel);
        await Store.TryAddAsync(other, Cancel);
        var verified = other with { State = ArchiveState.Verified, Content = Content };
        await Store.TryChangeAsync(other, verified, Cancel);

        await Store.DropAsync(writing, Cancel);
        await Store.DropAsync(other, Cancel);

        Assert.Equal(verified, Assert.Single(await Store.ListAsync(new ArchiveFileQuery(), Cancel)));
    }

    [Fact]
    public async Task List_ByEveryCondition_NewestDayFirst_APageAtATime()
    {
        foreach (var (day, retentionClass, system, part) in new[] { (14, "AUDIT", "SAP", 1), (14, "AUDIT", "SAP", 2), (14, "AUDIT", "ERP", 1), (14, "TAX", "ERP", 1), (15, "AUDIT", "SAP", 1), (13, "AUDIT", "SAP", 1) })
        {
            Assert.True(await Store.TryAddAsync(
                File(part) with { Key = $"archive/{day}{retentionClass}{system}{part}.ndjson", Unit = new ArchiveUnit(retentionClass, system, new DateOnly(2026, 3, day)) }, Cancel));
        }

        Assert.Equal("15 AUDIT SAP 1, 14 AUDIT ERP 1, 14 AUDIT SAP 1, 14 AUDIT SAP 2, 14 TAX ERP 1, 13 AUDIT SAP 1", await ListedAsync(new ArchiveFileQuery()));
        Assert.Equal("14 AUDIT ERP 1, 14 TAX ERP 1", await ListedAsync(new ArchiveFileQuery { SystemCode = "ERP" }));
        Assert.Equal("14 TAX ERP 1", await ListedAsync(new ArchiveFileQuery { RetentionClass = "TAX" }));
        Assert.Equal("15 AUDIT SAP 1", await ListedAsync(new ArchiveFileQuery { From = new DateOnly(2026, 3, 15) }));
        Assert.Equal("13 AUDIT SAP 1", await ListedAsync(new ArchiveFileQuery { To = new DateOnly(2026, 3, 13) }));
        Assert.Equal("", await ListedAsync(new ArchiveFileQuery { States = [ArchiveState.Marked, ArchiveState.Removed] }));
        Assert.Equal("14 AUDIT SAP 1, 14 AUDIT SAP 2", await ListedAsync(ArchiveFileQuery.Of(Unit) with { States = [ArchiveState.Marked, ArchiveState.Writing] }));

        var (paged, query) = (new List<string>(), new ArchiveFileQuery { Limit = 4 });
        while (await Store.ListAsync(query, Cancel) is { Count: > 0 } page)
        {
            paged.AddRange(page.Select(Shown));
            query = query with { After = ArchiveFilePlace.TryParse(ArchiveFilePlace.Of(page[^1]).ToString()) };
        }

        Assert.Equal(await ListedAsync(new ArchiveFileQuery()), string.Join(", ", paged));
    }

    [Fact]
    public async Task Bodies_AreKeptAsLongAsTheirFile()
    {
        var writing = File();
        await Store.TryAddAsync(writing, Cancel);
        await Store.KeepBodiesAsync(writing.Key, ["bodies/1", "bodies/2"], Cancel);
        await Store.KeepBodiesAsync(writing.Key, ["bodies/2", "bodies/3"], Cancel);
        await Store.KeepBodiesAsync("nobody's", ["bodies/4"], Cancel);
        await Store.KeepBodiesAsync(writing.Key, [], Cancel);
        foreach (var (body, isKept) in new[] { ("bodies/1", true), ("bodies/2", true), ("bodies/3", true), ("bodies/4", false) })
            Assert.Equal(isKept, await Store.KeepsBodyAsync(body, Cancel));

        var renewed = writing with { Key = "archive/again.ndjson" };
        await Store.TryChangeAsync(writing, renewed, Cancel);
        Assert.False(await Store.KeepsBodyAsync("bodies/1", Cancel));

        await Store.KeepBodiesAsync(renewed.Key, ["bodies/1"], Cancel);
        var marked = renewed with { State = ArchiveState.Marked, Content = Content };
        await Store.TryChangeAsync(renewed, marked, Cancel);
        Assert.True(await Store.KeepsBodyAsync("bodies/1", Cancel));
        await Store.TryChangeAsync(marked, marked with { State = ArchiveState.Removed }, Cancel);
        Assert.False(await Store.KeepsBodyAsync("bodies/1", Cancel));
    }

    [Fact]
    public async Task Tombstones_TheFirstStays()
    {
        Guid[] ids = [Guid.CreateVersion7(Now), Guid.CreateVersion7(Now), Guid.CreateVersion7(Now)];
        await Tombstones.AddAsync(ids[..2], Now, Cancel);
        await Tombstones.AddAsync([ids[1]], Now.AddDays(1), Cancel);
        await Tombstones.AddAsync([], Now, Cancel);

        var found = await Tombstones.FindAsync(ids, Cancel);

        Assert.Equal(new Dictionary<Guid, DateTimeOffset> { [ids[0]] = Now, [ids[1]] = Now }.OrderBy(pair => pair.Key), found.OrderBy(pair => pair.Key));
        Assert.Empty(await Tombstones.FindAsync([], Cancel));
    }

    private static ArchiveContent Content { get; } =
        new(1, 5_000_000_000, Now.AddDays(-6), Now.AddDays(-6).AddMilliseconds(7), 6_000_000_000, new string('a', 64), 7_000_000_000, new string('b', 64), new string('c', 64));

    private static ArchiveFile File(int part = 1) =>
        new() { Key = $"archive/AUDIT/2026/03/14/SAP/000{part}-a.ndjson", Unit = Unit, Part = part, State = ArchiveState.Writing, ChangedAt = Now };

    private static string Shown(ArchiveFile file) => $"{file.Unit.Day.Day} {file.Unit.RetentionClass} {file.Unit.SystemCode} {file.Part}";

    private async Task<string> ListedAsync(ArchiveFileQuery query) => string.Join(", ", (await Store.ListAsync(query, Cancel)).Select(Shown));
}
