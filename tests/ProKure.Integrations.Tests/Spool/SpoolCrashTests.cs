using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Spool;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Tests.Spool;

/// <summary>
/// Kills a process while it spools. The process is this test program, running <see cref="SpoolUntilKilled"/> alone, which tells each id on a line of a file once
/// its document is durable.
/// </summary>
public sealed class SpoolCrashTests : IDisposable
{
    private const string DirectoryVariable = "PROKURE_SPOOL_CRASH_DIRECTORY";
    private const int EnoughLines = 300;
    private readonly TemporarySpool _folder = new();
    private Process? _child;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string DurableFile => Path.Combine(_folder.Path, "durable.txt");

    public void Dispose()
    {
        if (_child is { HasExited: false })
        {
            _child.Kill();
            _child.WaitForExit();
        }

        _child?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Kill_WhileSpooling_LosesNothingThatWasDurable_AndTheNextTakesItOver()
    {
        var child = _child = StartChild();
        while (ReadDurable().Count < EnoughLines)
        {
            Assert.False(child.HasExited, child.HasExited ? await child.StandardOutput.ReadToEndAsync(Cancel) : "");
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancel);
        }

        var next = _folder.Open();
        Assert.Equal(0, next.Adopt());
        child.Kill();
        await child.WaitForExitAsync(Cancel);
        var durable = ReadDurable();

        var adopted = next.Adopt();

        var found = new HashSet<Guid>();
        while (next.Log.Read(100, int.MaxValue) is { } batch)
        {
            foreach (var record in batch.Records)
            {
                var document = LogSpoolCodec.Decode(record).Document;
                Assert.Equal(3_000, document.Request!.Body.Length);
                found.Add(document.Entry.RequestId);
            }

            next.Log.Remove(batch);
        }

        Assert.True(adopted >= durable.Count, $"{adopted} adopted, {durable.Count} durable");
        Assert.Empty(durable.Except(found));
        Assert.Equal(0, next.State.Log.Lost);
    }

    /// <summary>Not a test of its own: what the killed process runs.</summary>
    [Fact(Explicit = true)]
    public async Task SpoolUntilKilled()
    {
        var directory = Environment.GetEnvironmentVariable(DirectoryVariable);
        Assert.SkipWhen(directory is null, $"{DirectoryVariable} is not set.");
        using var spool = new HubSpool(
            Options.Create(new SpoolOptions { Directory = directory, SegmentBytes = 64 << 10 }), new HubInstance("killed"), TimeProvider.System, NullLogger<HubSpool>.Instance);
        await using var durable = new StreamWriter(Path.Combine(directory, "durable.txt")) { AutoFlush = true };
        for (var i = 0; !Cancel.IsCancellationRequested; i++)
        {
            var documents = Enumerable.Range(0, 10).Select(n => LogDocuments.Pending(LogDocuments.Start.AddMilliseconds((i * 10) + n), new string('x', 3_000))).ToList();
            spool.Append(spool.Log, LogSpoolCodec.Encode([.. documents.Select(document => document.AsInsert())]));
            foreach (var document in documents)
                await durable.WriteLineAsync(document.Entry.RequestId.ToString());
        }
    }

    private Process StartChild()
    {
        var isOwnProgram = Path.GetFileNameWithoutExtension(Environment.ProcessPath!).StartsWith("ProKure", StringComparison.Ordinal);
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [DirectoryVariable] = _folder.Path },
        };
        if (!isOwnProgram)
            start.ArgumentList.Add(typeof(SpoolCrashTests).Assembly.Location);
        foreach (var argument in new[] { "-explicit", "only", "-method", $"{typeof(SpoolCrashTests).FullName}.{nameof(SpoolUntilKilled)}" })
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private List<Guid> ReadDurable()
    {
        if (!File.Exists(DurableFile))
            return [];
        using var reader = new StreamReader(new FileStream(DurableFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var whole = reader.ReadToEnd();
        return [.. whole[..(whole.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)];
    }
}
