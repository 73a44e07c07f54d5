using ProKure.Integrations.Spool;
using ProKure.Integrations.Tests.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Tests.Spool;

public sealed class HubSpoolTests : IDisposable
{
    private readonly TemporarySpool _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Adopt_OwnerLives_LeavesItsFilesAlone()
    {
        var owner = _folder.Open();
        Spool(owner, 3);
        var other = _folder.Open();

        Assert.Equal(0, other.Adopt());

        Assert.Equal((3, 0), (owner.State.Log.Count, other.State.Log.Count));
    }

    [Fact]
    public void Adopt_OwnerIsGone_TakesLogAndSummariesOver_Once()
    {
        var owner = _folder.Open();
        Spool(owner, 3);
        owner.Append(owner.Summaries, [new SpoolRecord("{}"u8.ToArray())]);
        owner.Dispose();
        var (first, second) = (_folder.Open(), _folder.Open());

        Assert.Equal(4, first.Adopt());
        Assert.Equal(0, second.Adopt());

        Assert.Equal((3, 1, 0), (first.State.Log.Count, first.State.Summaries.Count, second.State.Count));
        Assert.Equal(2, Directory.GetDirectories(_folder.Path).Length);
    }

    [Fact]
    public void Adopt_OverAndOver_StaysWithinTheLimit()
    {
        for (var start = 0; start < 10; start++)
        {
            using var spool = _folder.Open(o => (o.MaxBytes, o.SegmentBytes) = (1 << 20, 64 << 10));
            spool.Adopt();
            for (var i = 0; i < 20; i++)
                spool.Append(spool.Log, [new SpoolRecord(new byte[1_000], new byte[20_000])]);

            Assert.Equal(20 * (start + 1), spool.State.Log.Count);
            Assert.InRange(spool.State.Bytes, 1, 1 << 20);
        }

        Assert.InRange(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, 1 << 20);
    }

    [Fact]
    public void Dispose_NothingWaits_LeavesNoFolder()
    {
        var spool = _folder.Open();
        Spool(spool, 1);
        spool.Log.Remove(spool.Log.Read(10, int.MaxValue)!);

        spool.Dispose();

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Folder_HoldsBusinessData_IsForItsOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        Spool(_folder.Open(), 1);

        var folder = Assert.Single(Directory.GetDirectories(_folder.Path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public async Task Append_CannotBeWritten_SaysSoOnce_AndOnceThatItCanAgain()
    {
        var lines = new LineLogger<HubSpool>();
        var inTheWay = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(inTheWay, "", TestContext.Current.CancellationToken);
        var spool = _folder.Open(o => o.Directory = inTheWay, logger: lines);

        Assert.Throws<SpoolUnavailableException>(() => Spool(spool, 1));
        Assert.Throws<SpoolUnavailableException>(() => Spool(spool, 1));
        Assert.NotNull(spool.State.Fault);
        File.Delete(inTheWay);
        Spool(spool, 1);

        Assert.Equal([711, 712], lines.Lines.Select(line => line.Id));
        Assert.Null(spool.State.Fault);
    }

    private static void Spool(HubSpool spool, int count)
    {
        for (var i = 0; i < count; i++)
            spool.Append(spool.Log, LogSpoolCodec.Encode([LogDocuments.Pending().AsInsert()]));
    }
}
