using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd;

/// <summary>
/// Bodies too long for the log, through a hub as a process. <c>./drill large-bodies</c> runs the same with a body of 1 GiB (<c>PROKURE_LARGE_BODY_MIB</c>) and 200 of 64 MiB at once
/// (<c>PROKURE_LARGE_BODIES_MIB</c>).
/// </summary>
public sealed class LargeBodyTests(ITestOutputHelper output)
{
    private const long MiB = 1 << 20;
    private const int Calls = 200;

    // Far less than 200 bodies take at once: a MiB in memory before they turn out to be long, then frames.
    private const long Heap = 128 * MiB;

    // What the hub may need more for a body of any length than for none: buffers, frames, what the collector has not yet given back.
    private const long Slack = 160 * MiB;

    private static readonly long LargeMiB = Setting("PROKURE_LARGE_BODY_MIB", 200);
    private static readonly long ManyMiB = Setting("PROKURE_LARGE_BODIES_MIB", 4);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_response_of_any_length_is_recorded_whole_while_memory_stays_flat()
    {
        using var data = new TemporaryFolder();
        await using var server = await ItemServer.StartAsync();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        await using var hub = await StartAsync(data.FullName, sap.BaseUrl, server.BaseUrl);
        Assert.Equal("RESPONSE_TOO_LARGE", (await CallAsync(hub, 20))["error"]!.Text("code"));
        var before = hub.WorkingSetBytes;

        var (problem, most) = await WatchAsync(hub, CallAsync(hub, LargeMiB));

        output.WriteLine($"{LargeMiB} MiB: {before / MiB} MiB before, at most {most / MiB} MiB while it came");
        Assert.Equal("The answer is longer than the 10485760 bytes that the endpoint allows; it is recorded whole.", problem["error"]!.Text("message"));
        Assert.InRange(most, 1, before + Slack);
        var log = await hub.Http.ReadAsync(problem.Text("instance"));
        Assert.Equal(("JSON", true), (log.Text("response_body_format"), log["response_truncated"]!.GetValue<bool>()));
        var (bytes, sha256) = ItemServer.Expected(LargeMiB);
        Assert.Equal((bytes, bytes, sha256), (log["response_bytes"]!.GetValue<long>(), log["response_body_ref"]!["bytes"]!.GetValue<long>(), log["response_body_ref"]!.Text("sha256")));

        Assert.Equal(sha256, await HashAsync(hub, $"{problem.Text("instance")}/response-body"));
        Assert.InRange(hub.WorkingSetBytes, 1, before + Slack);
    }

    [Fact]
    public async Task Many_large_responses_at_once_share_the_memory_that_there_is_for_them()
    {
        using var data = new TemporaryFolder();
        await using var server = await ItemServer.StartAsync();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        await using var hub = await StartAsync(
            data.FullName, sap.BaseUrl, server.BaseUrl, Heap, "--Objects:MaxBytesInFlight=33554432", "--Objects:MaxConcurrentBodies=16", "--Spool:MaxWholeBytes=34359738368");

        var (problems, most) = await WatchAsync(hub, Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => CallAsync(hub, ManyMiB, "TEXT"))));

        // The runtime lets the heap grow no further: were it a MiB for each call, they would fail. Beside it, the process has its program and what SQLite and Brotli take.
        output.WriteLine($"{Calls} answers of {ManyMiB} MiB at once: a heap of {Heap / MiB} MiB, and at most {most / MiB} MiB in all");
        Assert.InRange(most, 1, Heap + (256 * MiB));
        var (bytes, sha256) = ItemServer.ExpectedText(ManyMiB);
        foreach (var problem in problems)
        {
            var reference = (await hub.Http.ReadAsync(problem.Text("instance")))["response_body_ref"]!;
            Assert.Equal((bytes, sha256), (reference["bytes"]!.GetValue<long>(), reference.Text("sha256")));
        }
    }

    [Fact]
    public async Task A_hub_killed_before_the_upload_leaves_a_body_that_the_next_one_uploads()
    {
        using var data = new TemporaryFolder();
        await using var server = await ItemServer.StartAsync();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        var objects = Path.Combine(data.FullName, "objects");
        await File.WriteAllTextAsync(objects, "A file where the store's folder should be: the store is away.", Token);
        string path;
        await using (var hub = await StartAsync(data.FullName, sap.BaseUrl, server.BaseUrl))
        {
            path = (await CallAsync(hub, 20)).Text("instance");
            Assert.Equal(ItemServer.Expected(20).Sha256, await HashAsync(hub, $"{path}/response-body"));
            await hub.KillAsync();
        }

        File.Delete(objects);
        var key = (await File.ReadAllTextAsync(Path.Combine(data.FullName, "first-key"), Token)).Trim();
        await using var next = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, key, [.. HubProcess.PatientWithStores, "--Spool:AdoptInterval=00:00:00.200"]);
        while (!Directory.Exists(objects) || Directory.GetFiles(Path.Combine(data.FullName, "spool"), "*.body", SearchOption.AllDirectories).Length > 0)
            await Task.Delay(20, Token);

        Assert.Single(Directory.GetFiles(objects, "*-response", SearchOption.AllDirectories));
        Assert.Equal(ItemServer.Expected(20).Sha256, await HashAsync(next, $"{path}/response-body"));
    }

    private static Task<HubProcess> StartAsync(string folder, Uri sap, Uri server) => StartAsync(folder, sap, server, null);

    private static async Task<HubProcess> StartAsync(string folder, Uri sap, Uri server, long? heapBytes, params string[] settings)
    {
        var hub = await HubProcess.StartAsync(folder, sap, null, [.. HubProcess.PatientWithStores, "--Objects:MaxObjectBytes=4294967296", .. settings], heapBytes);
        await CreateAsync(hub, "systems", new JsonObject
        {
            ["code"] = "BIG",
            ["name"] = "Answers at length",
            ["base_url"] = server.GetLeftPart(UriPartial.Authority),
            ["max_connections"] = Calls,
            ["outbound"] = new JsonObject { ["allow_networks"] = new JsonArray("127.0.0.0/8") },
        });
        foreach (var (code, path, mapped) in new[] { ("ITEMS", "/items", 10 * MiB), ("TEXT", "/text", MiB) })
        {
            await CreateAsync(hub, "systems/BIG/endpoints", new JsonObject
            {
                ["code"] = code,
                ["method"] = "GET",
                ["path"] = path,
                ["timeout"] = "1h",
                ["max_response_bytes"] = mapped,
                ["capture"] = new JsonObject { ["max_response_bytes"] = code == "TEXT" ? 65_536 : MiB },
                ["circuit_breaker"] = new JsonObject { ["enabled"] = false },
                ["query"] = new JsonObject { ["mib"] = "mib" },
            });
        }

        return hub;
    }

    private static async Task CreateAsync(HubProcess hub, string path, JsonObject body)
    {
        using var response = await hub.Http.PostAsJsonAsync(new Uri($"/api/v1/{path}", UriKind.Relative), body, Token);
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Token));
    }

    private static async Task<JsonNode> CallAsync(HubProcess hub, long mib, string endpoint = "ITEMS")
    {
        using var patient = new HttpClient(new SocketsHttpHandler()) { BaseAddress = hub.Http.BaseAddress, Timeout = TimeSpan.FromHours(1) };
        patient.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", hub.Key);
        using var response = await patient.PostAsJsonAsync(
            new Uri($"/api/v1/systems/BIG/endpoints/{endpoint}/invoke", UriKind.Relative), new JsonObject { ["payload"] = new JsonObject { ["mib"] = mib } }, Token);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!;
    }

    private static async Task<(T Result, long Most)> WatchAsync<T>(HubProcess hub, Task<T> work)
    {
        var most = 0L;
        while (!work.IsCompleted)
        {
            most = Math.Max(most, hub.WorkingSetBytes);
            await Task.WhenAny(work, Task.Delay(25, Token));
        }

        return (await work, most);
    }

    private static async Task<string> HashAsync(HubProcess hub, string path)
    {
        using var response = await hub.Http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var body = await response.Content.ReadAsStreamAsync(Token);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(body, Token));
    }

    private static long Setting(string name, long usual) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set : usual;

    /// <summary>Answers <c>GET /items?mib=N</c> with a JSON array of about N MiB that nothing in has to be redacted.</summary>
    private sealed class ItemServer(WebApplication app) : IAsyncDisposable
    {
        private static readonly byte[] Piece = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, 2_000).Select(i => $$"""{"line":{{i}},"material":"MAT-{{i * 7919 % 10_007}}","text":"Hexagon bolt, zinc plated"},""")));

        private static readonly byte[] OneMiB = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("Hexagon bolts, zinc plated, ten.\n", (1 << 20) / 32 + 1))[..(1 << 20)]);

        public Uri BaseUrl { get; } = new(app.Urls.First());

        public static async Task<ItemServer> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            app.MapGet("/text", async http =>
            {
                http.Response.ContentType = "text/plain";
                for (var left = int.Parse(http.Request.Query["mib"]!, CultureInfo.InvariantCulture); left > 0; left--)
                    await http.Response.Body.WriteAsync(OneMiB);
            });
            app.MapGet("/items", async http =>
            {
                http.Response.ContentType = "application/json";
                await WriteAsync(http.Response.Body, long.Parse(http.Request.Query["mib"]!, CultureInfo.InvariantCulture));
            });
            await app.StartAsync(Token);
            return new ItemServer(app);
        }

        /// <summary>A text of so many MiB.</summary>
        public static (long Bytes, string Sha256) ExpectedText(long mib)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var i = 0; i < mib; i++)
                hash.AppendData(OneMiB);
            return (mib * MiB, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }

        public static (long Bytes, string Sha256) Expected(long mib)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var bytes = 0L;
            foreach (var part in Parts(mib))
            {
                hash.AppendData(part);
                bytes += part.Length;
            }

            return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();

        private static async Task WriteAsync(Stream body, long mib)
        {
            foreach (var part in Parts(mib))
                await body.WriteAsync(part);
        }

        private static IEnumerable<byte[]> Parts(long mib)
        {
            yield return "["u8.ToArray();
            for (var written = 0L; written < mib * MiB; written += Piece.Length)
                yield return Piece;
            yield return "{}]"u8.ToArray();
        }
    }
}
