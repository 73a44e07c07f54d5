using System.Diagnostics;
using System.Globalization;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Sqlite.Tests;

/// <summary>
/// Kills a process while it writes. The process is this test program, running <see cref="WriteUntilKilled"/> alone, which tells each id on a line of a file
/// once its document is durable.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const string DirectoryVariable = "PROKURE_CRASH_TEST_DIRECTORY";
    private const int EnoughLines = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TemporaryStores _stores = new();
    private Process? _child;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (_child is { HasExited: false })
        {
            _child.Kill();
            _child.WaitForExit();
        }

        _child?.Dispose();
        _stores.Dispose();
    }

    [Fact]
    public async Task Kill_WhileWriting_LosesNothingThatWasDurable_AndLetsGoOfTheDirectory()
    {
        var child = _child = StartChild();
        var durable = await WaitForLinesAsync(child);
        Assert.Throws<SqliteStoreException>(() => _stores.Databases);

        child.Kill();
        await child.WaitForExitAsync(Cancel);

        var store = new SqliteIntegrationLogStore(_stores.Databases);
        foreach (var id in durable)
        {
            var document = await store.FindAsync(id, Cancel);
            Assert.NotNull(document);
            Assert.NotNull(document.Request);
        }

        Assert.Equal("ok", await _stores.Databases.Log.ReadAsync(
            connection =>
            {
                using var check = connection.Prepare("PRAGMA integrity_check");
                return check.Step() ? check.ReadText() : "";
            },
            Cancel));
        Assert.Equal(0, await HalvesAsync());
        var pending = (await store.SearchAsync(new LogQuery { Status = LogStatus.Pending, Limit = LogQuery.MaxLimit }, Cancel)).Items.Count;
        var lost = await store.MarkLostAsync([], DateTimeOffset.MaxValue, LogDocuments.Start, Cancel);
        Assert.True(lost.Count >= pending, $"{lost.Count} marked, {pending} seen");
        Assert.Empty((await store.SearchAsync(new LogQuery { Status = LogStatus.Pending }, Cancel)).Items);
    }

    /// <summary>Not a test of its own: what the killed process runs.</summary>
    [Fact(Explicit = true)]
    public async Task WriteUntilKilled()
    {
        var directory = Environment.GetEnvironmentVariable(DirectoryVariable);
        Assert.SkipWhen(directory is null, $"{DirectoryVariable} is not set.");
        using var databases = new SqliteDatabases(Microsoft.Extensions.Options.Options.Create(new SqliteStoreOptions { DataDirectory = directory }));
        var store = new SqliteIntegrationLogStore(databases);
        await using var durable = new StreamWriter(Path.Combine(directory, "durable.txt")) { AutoFlush = true };
        for (var i = 0; !Cancel.IsCancellationRequested; i++)
        {
            var start = LogDocuments.Start.AddMilliseconds(i * 20);
            var documents = Enumerable.Range(0, 20).Select(n => LogDocuments.Pending(start.AddMilliseconds(n), new string('x', 3_000))).ToList();
            await store.WriteAsync([.. documents.Select(document => document.AsInsert())], Cancel);
            await store.WriteAsync([.. documents.Skip(10).Select(document => LogDocuments.Complete(document).AsCompletion())], Cancel);
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
            Environment = { [DirectoryVariable] = _stores.Options.DataDirectory },
        };
        if (!isOwnProgram)
            start.ArgumentList.Add(typeof(CrashTests).Assembly.Location);
        foreach (var argument in new[] { "-explicit", "only", "-method", $"{typeof(CrashTests).FullName}.{nameof(WriteUntilKilled)}" })
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private async Task<List<Guid>> WaitForLinesAsync(Process child)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            if (ReadDurable() is { Count: >= EnoughLines } lines)
                return lines;
            Assert.False(child.HasExited, child.HasExited ? await child.StandardOutput.ReadToEndAsync(Cancel) : "");
            Assert.True(patience.Elapsed < Patience, string.Create(CultureInfo.InvariantCulture, $"The process wrote too little in {Patience}."));
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancel);
        }
    }

    private List<Guid> ReadDurable()
    {
        var path = _stores.FileOf("durable.txt");
        if (!File.Exists(path))
            return [];
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var whole = reader.ReadToEnd();
        return [.. whole[..(whole.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)];
    }

    private Task<long> HalvesAsync() => _stores.Databases.Log.ReadAsync(
        connection => connection.ReadInt64(
            """
            SELECT (SELECT count(*) FROM integration_log WHERE log_id NOT IN (SELECT log_id FROM log_request))
                 + (SELECT count(*) FROM integration_log WHERE status = 'SUCCESS' AND log_id NOT IN (SELECT log_id FROM log_response))
                 + (SELECT count(*) FROM log_request WHERE log_id NOT IN (SELECT log_id FROM integration_log))
            """),
        Cancel);
}
