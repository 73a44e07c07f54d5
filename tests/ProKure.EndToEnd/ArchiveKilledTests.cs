using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd;

/// <summary>A hub that archives and is killed in the middle of it.</summary>
public sealed class ArchiveKilledTests(ITestOutputHelper output)
{
    private const int Documents = 600;
    private const int Days = 3;
    private const int Kills = 3;
    private static readonly DateTimeOffset FirstDay = new(2026, 3, 14, 8, 0, 0, TimeSpan.Zero);

    private static readonly string[] Settings =
    [
        .. HubProcess.PatientWithStores, "--Archive:Interval=00:00:01", "--Archive:MaxDocuments=20", "--Fleet:LeaderLease=00:00:00.500",
        "--Fleet:BeatInterval=00:00:00.300",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hub_killed_while_it_archives_loses_nothing_and_archives_nothing_twice()
    {
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        await using (var first = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, HubProcess.PatientWithStores))
        {
            await CreateClassAsync(first);
            await first.Http.CreateOrderAsync("PO-1", "MAT-1001");
            await first.KillAsync();
        }

        var ids = Multiply(Path.Combine(data.FullName, "log.db"));
        var archive = Path.Combine(data.FullName, "objects", "archive");
        var key = (await File.ReadAllTextAsync(Path.Combine(data.FullName, "first-key"), Token)).Trim();
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, key, Settings);
            var enough = CountFiles(archive) + 3;
            while (CountFiles(archive) < enough)
                await Task.Delay(5, Token);
            await hub.KillAsync();
            output.WriteLine($"kill {kill}: {CountFiles(archive)} files, {CountManifests(archive)} of them whole, {CountLogged(Path.Combine(data.FullName, "log.db"))} documents in the log");
        }

        await using var last = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, key, Settings);
        while (await CountArchivedAsync(last) < Documents)
            await Task.Delay(100, Token);

        // Each once, in files that are as they were written.
        var found = await SearchAllAsync(last);
        Assert.Equal(ids.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        var verified = await PostAsync(last, "verify", []);
        Assert.Equal((Documents, 0), ((int)verified["documents"]!, verified["faults"]!.AsArray().Count));
        Assert.Equal((int)verified["verified"]!, CountManifests(archive));

        // What is missing in the log, retention removed after it was archived; it is read from there.
        Assert.InRange(CountLogged(Path.Combine(data.FullName, "log.db")), 1, Documents + 1);
        var document = await last.Http.ReadAsync($"/api/v1/archive/documents/{ids[0]}");
        Assert.Equal(("PO-1", "JSON"), ((string?)document["context"]!["entity_id"], (string?)document["request_body_format"]));
    }

    private static async Task CreateClassAsync(HubProcess hub)
    {
        using var response = await hub.Http.PostAsJsonAsync(
            new Uri("/api/v1/retention-classes", UriKind.Relative), new JsonObject { ["code"] = "AUDIT", ["log_days"] = 30, ["archive"] = true }, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    // The one document of the log many times over, months ago: as the hub wrote it, but for id, times and class.
    private static List<string> Multiply(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        var template = (long)Ask(connection, "SELECT log_id FROM integration_log WHERE status = 'SUCCESS' LIMIT 1")!;
        var columns = ((string)Ask(connection, "SELECT group_concat(name, ', ') FROM pragma_table_info('integration_log') WHERE name NOT IN ('log_id', 'request_id', 'started_at', 'created_at', 'retention_class', 'expires_at', 'original')")!);
        using var transaction = connection.BeginTransaction();
        var ids = new List<string>();
        for (var i = 0; i < Documents; i++)
        {
            var started = FirstDay.AddDays(i % Days).AddSeconds(i);
            var id = Guid.CreateVersion7(started);
            ids.Add(id.ToString());
            using var command = connection.CreateCommand();
            command.CommandText = $"""
                INSERT INTO integration_log (request_id, started_at, created_at, retention_class, expires_at, {columns})
                SELECT $id, $started, $started, 'AUDIT', $expires, {columns} FROM integration_log WHERE log_id = {template};
                INSERT INTO log_request SELECT last_insert_rowid(), body_format, is_truncated, headers, body, reference_store, reference_key, reference_bytes, reference_sha256 FROM log_request WHERE log_id = {template};
                """;
            command.Parameters.AddWithValue("$id", id.ToByteArray(bigEndian: true));
            command.Parameters.AddWithValue("$started", started.ToUnixTimeMilliseconds());
            command.Parameters.AddWithValue("$expires", started.AddDays(30).ToUnixTimeMilliseconds());
            command.ExecuteNonQuery();
        }

        transaction.Commit();
        return ids;
    }

    private static object? Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static long CountLogged(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return (long)Ask(connection, "SELECT count(*) FROM integration_log")!;
    }

    private static int CountFiles(string folder) => Count(folder, "*.ndjson");

    private static int CountManifests(string folder) => Count(folder, "*.manifest.json");

    private static int Count(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Count() : 0;

    private static async Task<long> CountArchivedAsync(HubProcess hub) =>
        (await hub.Http.ReadAsync("/api/v1/archive/files?limit=500&state=MARKED"))["items"]!.AsArray().Sum(file => (long)file!["documents"]!);

    private static async Task<List<string>> SearchAllAsync(HubProcess hub)
    {
        var (found, cursor) = (new List<string>(), "");
        do
        {
            var page = await hub.Http.ReadAsync($"/api/v1/archive/documents?limit=500{cursor}");
            found.AddRange(page["items"]!.AsArray().Select(item => item!.Text("request_id")));
            cursor = page["next_cursor"]?.GetValue<string>() is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : "";
        }
        while (cursor.Length > 0);
        return found;
    }

    private static async Task<JsonNode> PostAsync(HubProcess hub, string route, JsonObject body)
    {
        using var response = await hub.Http.PostAsJsonAsync(new Uri($"/api/v1/archive/{route}", UriKind.Relative), body, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!;
    }
}
