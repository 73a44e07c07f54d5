using ProKure.Integrations.Archives;
using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.TestKit.Archives;

/// <summary>
/// A run of the archive that is killed after each of its steps, and one that is held up before each while another hub goes on: nothing is lost, nothing is archived twice, no document may
/// leave the log without a verified file, and no object is left for ever. The table in docs/guides/archive.md names the steps.
/// </summary>
public abstract class ArchiveKillContract : StoreContract<ArchiveStores>
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] OnePart =
    [
        "TryAddAsync", "PutAsync", "PutAsync", "PutAsync", "KeepBodiesAsync", "TryChangeAsync", "MarkAsync", "TryChangeAsync",
    ];

    private static readonly string[] Removal = ["TryChangeAsync", "DeleteAsync", "DeleteAsync", "DeleteAsync", "TryChangeAsync"];

    // Ahead of the stores' clocks, so that what is left of a kill is old enough to be removed.
    private readonly TimeProvider _time = new AheadOfTime(TimeSpan.FromDays(2));
    private readonly string _folder = Directory.CreateTempSubdirectory("prokure-archive-").FullName;
    private int _classes;

    private ArchiveOptions Options => new() { MaxDocuments = 2, WorkFolder = _folder };

    [Fact]
    public async Task KilledAfterEachStep_TheNextRunEndsWithEachDocumentArchivedOnce()
    {
        var steps = await StepsAsync();
        Assert.Equal<string>([.. OnePart, .. OnePart], steps, StringComparer.Ordinal);

        for (var step = 0; step <= steps.Count; step++)
        {
            var documents = await SeedAsync();
            var policy = PolicyOf(documents);
            var killed = new KillSwitch { KillAfter = step };
            if (step < steps.Count)
                await Assert.ThrowsAsync<KilledException>(() => Open(killed).RunAsync(policy));

            await MarkedDocumentsAreInVerifiedFilesAsync(documents);
            var result = await Open().RunAsync(policy);

            Assert.Equal((0, true), (result.Faults.Count, result.IsComplete));
            await EachIsArchivedOnceAsync(documents);
        }

        await NoObjectIsLeftAsync();
    }

    [Fact]
    public async Task HeldUpBeforeEachStepWhileAnotherHubGoesOn_EachDocumentIsArchivedOnce()
    {
        for (var step = 0; step < OnePart.Length * 2; step++)
        {
            var documents = await SeedAsync();
            var policy = PolicyOf(documents);
            var heldUp = new KillSwitch { Before = number => number == step ? Open().RunAsync(policy) : Task.CompletedTask };

            await Open(heldUp).RunAsync(policy);
            await MarkedDocumentsAreInVerifiedFilesAsync(documents);
            await Open().RunAsync(policy);

            await EachIsArchivedOnceAsync(documents);
        }

        await NoObjectIsLeftAsync();
    }

    [Fact]
    public async Task KilledAfterEachStepOfTheRemoval_TheNextRunEndsWithNothingLeft()
    {
        for (var step = 0; step <= Removal.Length; step++)
        {
            var documents = await SeedAsync();
            var policy = PolicyOf(documents);
            await Open().RunAsync(policy);
            var over = policy with { KeepDays = 10 };
            var killed = new KillSwitch { KillAfter = step };
            await Assert.ThrowsAsync<KilledException>(() => Open(killed).RunAsync(over));
            Assert.Equal<string>(Removal[..step], killed.Calls, StringComparer.Ordinal);

            await Open().RunAsync(over);

            Assert.All(await FilesAsync(documents), file => Assert.Equal(ArchiveState.Removed, file.State));
            Assert.False(await Store.Files.KeepsBodyAsync(BodyOf(documents[0]), Cancel));
        }

        await NoObjectIsLeftAsync();
    }

    private TestArchive Open(KillSwitch? killSwitch = null) => new(killSwitch?.Around(Store) ?? Store, _time, Options);

    private async Task<IReadOnlyList<string>> StepsAsync()
    {
        var counting = new KillSwitch();
        await Open(counting).RunAsync(PolicyOf(await SeedAsync()));
        return counting.Calls;
    }

    // Three documents make two parts; one of them has a long body. One is in flight, and belongs to no file.
    private async Task<IReadOnlyList<LogDocument>> SeedAsync()
    {
        var retentionClass = $"CLASS_{++_classes}";
        var documents = Enumerable.Range(0, 3).Select(number => LogDocuments.Completed(Noon.AddMinutes(number)).With(entry => entry with { RetentionClass = retentionClass, ExpiresAt = Noon.AddYears(1) })).ToList();
        documents[0] = documents[0] with { Response = documents[0].Response! with { IsTruncated = true, Reference = new BodyReference("test", BodyOf(documents[0]), 7, new string('a', 64)) } };
        var pending = LogDocuments.Pending(Noon.AddHours(1)).With(entry => entry with { RetentionClass = retentionClass, ExpiresAt = Noon.AddYears(1) });
        Assert.Empty(await Store.Log.WriteAsync([.. documents.Select(document => document.AsInsert()), pending.AsInsert()], Cancel));
        return documents;
    }

    private static string BodyOf(LogDocument document) => $"bodies/2026/03/14/SAP/{document.Entry.RequestId}-response";

    private static ArchivePolicy PolicyOf(IReadOnlyList<LogDocument> documents) => new(documents[0].Entry.RetentionClass!, 1, null);

    private Task<IReadOnlyList<ArchiveFile>> FilesAsync(IReadOnlyList<LogDocument> documents) =>
        Store.Files.ListAsync(new ArchiveFileQuery { RetentionClass = documents[0].Entry.RetentionClass }, Cancel);

    // What retention goes by: from here on a marked document may be gone from the log.
    private async Task MarkedDocumentsAreInVerifiedFilesAsync(IReadOnlyList<LogDocument> documents)
    {
        foreach (var document in documents)
        {
            if ((await Store.Log.FindAsync(document.Entry.RequestId, Cancel))!.Entry.ArchiveKey is not { } key)
                continue;
            var file = await Store.Files.FindAsync(key, Cancel);
            Assert.Contains(file!.State, new[] { ArchiveState.Verified, ArchiveState.Marked });
            var archive = Open();
            var entries = await archive.Reader.VerifyAsync(key, file.Unit, file.Content!, Cancel);
            Assert.Single(entries, entry => entry.RequestId == document.Entry.RequestId);
            if (document.Response?.Reference is { } reference)
                Assert.True(await Store.Files.KeepsBodyAsync(reference.Key, Cancel));
        }
    }

    private async Task EachIsArchivedOnceAsync(IReadOnlyList<LogDocument> documents)
    {
        await MarkedDocumentsAreInVerifiedFilesAsync(documents);
        var (archive, found) = (Open(), new List<(Guid Id, string Key)>());
        foreach (var file in await FilesAsync(documents))
        {
            Assert.Equal(ArchiveState.Marked, file.State);
            await archive.Reader.VerifyStoredAsync(file.Key, file.Unit, file.Content!, Cancel);
            found.AddRange((await archive.Reader.ReadIndexAsync(file.Key, file.Content!, Cancel)).Select(entry => (entry.RequestId, file.Key)));
        }

        Assert.Equal(documents.Select(document => document.Entry.RequestId).Order(), found.Select(document => document.Id).Order());
        foreach (var (id, key) in found)
        {
            Assert.Equal(key, (await Store.Log.FindAsync(id, Cancel))!.Entry.ArchiveKey);
            var document = documents.Single(document => document.Entry.RequestId == id);
            var (_, read) = (await archive.Search.FindAsync(id, Cancel))!.Value;
            LogAssert.Same(document, read);
        }
    }

    private async Task NoObjectIsLeftAsync()
    {
        var archive = Open();
        await archive.Sweep.RunOnceAsync(Cancel);
        var expected = new List<string>();
        foreach (var file in await Store.Files.ListAsync(new ArchiveFileQuery { States = [ArchiveState.Marked] }, Cancel))
            expected.AddRange([file.Key, ArchiveKey.IndexOf(file.Key), ArchiveKey.ManifestOf(file.Key)]);
        var found = new List<string>();
        await foreach (var stored in Store.Objects.ListAsync(ArchiveKey.Prefix, Cancel))
            found.Add(stored.Key);
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
        Directory.Delete(_folder);
    }
}
