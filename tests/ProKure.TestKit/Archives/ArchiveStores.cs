using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.TestKit.Authentication;

namespace ProKure.TestKit.Archives;

/// <summary>The stores that an archive works on.</summary>
public sealed record ArchiveStores(IIntegrationLogStore Log, IArchivedLog Archived, IArchiveFiles Files, IArchiveTombstones Tombstones, IObjectStore Objects);

/// <summary>An archive on these stores, as a hub puts it together.</summary>
public sealed class TestArchive
{
    /// <summary>Puts it together.</summary>
    public TestArchive(ArchiveStores stores, TimeProvider time, ArchiveOptions options, IMasterKeyProvider? keys = null, IArchiveHolds? holds = null)
    {
        var wrapped = Options.Create(options);
        Stores = stores;
        var master = keys ?? TestKeys.Of("K1");
        Reader = new ArchiveReader(stores.Objects, master);
        Steps = new ArchiveSteps(stores.Archived, stores.Files, stores.Objects, Reader, master, wrapped, time, NullLogger<ArchiveSteps>.Instance);
        var expiry = new ArchiveExpiry(stores.Files, Reader, holds is null ? [] : [holds], NullLogger<ArchiveExpiry>.Instance);
        Run = new ArchiveRun(stores.Archived, stores.Files, Steps, expiry, time, NullLogger<ArchiveRun>.Instance);
        Sweep = new ArchiveSweep(stores.Files, stores.Objects, Reader, Steps, wrapped, time, NullLogger<ArchiveSweep>.Instance);
        Search = new ArchiveSearch(stores.Files, stores.Tombstones, Reader);
        Restore = new ArchiveRestore(Search, stores.Log, stores.Archived, time);
        Eraser = new ArchiveEraser(Search, stores.Tombstones, stores.Objects, holds is null ? [] : [holds], time);
        Verification = new ArchiveVerification(stores.Files, stores.Archived, stores.Objects, Reader, NullLogger<ArchiveVerification>.Instance);
    }

    public ArchiveStores Stores { get; }

    public ArchiveReader Reader { get; }

    public ArchiveSteps Steps { get; }

    public ArchiveRun Run { get; }

    public ArchiveSweep Sweep { get; }

    public ArchiveSearch Search { get; }

    public ArchiveRestore Restore { get; }

    public ArchiveVerification Verification { get; }

    public ArchiveEraser Eraser { get; }

    /// <summary>Runs to the end.</summary>
    public Task<ArchiveRunResult> RunAsync(params ArchivePolicy[] policies) =>
        Run.RunAsync(policies, () => Task.FromResult(true), TestContext.Current.CancellationToken);

    /// <summary>Verifies everything.</summary>
    public Task<VerificationResult> VerifyAsync() => Verification.VerifyAsync(new ArchiveFileQuery(), () => true, TestContext.Current.CancellationToken);
}

/// <summary>Holds on the documents with these ids.</summary>
public sealed class ListedHolds : IArchiveHolds
{
    public HashSet<Guid> Held { get; } = [];

    public Task<bool> CoverAnyAsync(ArchiveUnit unit, IReadOnlyList<ArchiveIndexEntry> documents, CancellationToken cancellationToken) =>
        Task.FromResult(documents.Any(document => Held.Contains(document.RequestId)));
}
