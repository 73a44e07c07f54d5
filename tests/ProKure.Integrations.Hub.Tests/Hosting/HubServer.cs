using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Startup;

namespace ProKure.Integrations.Hub.Tests.Hosting;

/// <summary>A hub as it runs: real server on a free port, real stores in a directory of its own.</summary>
internal sealed class HubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryDirectory? _ownDirectory;

    private HubServer(WebApplication app, string adminKey, TemporaryDirectory? ownDirectory)
    {
        _app = app;
        _ownDirectory = ownDirectory;
        AdminKey = adminKey;
        BaseUrl = new Uri(app.Urls.First());
        Admin = ClientWith(adminKey);
    }

    public Uri BaseUrl { get; }

    public string AdminKey { get; }

    /// <summary>A client with the first key.</summary>
    public HubClient Admin { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<HubServer> StartAsync(params string[] settings) => StartAsync(new HubServerOptions { Settings = settings });

    public static async Task<HubServer> StartAsync(HubServerOptions options)
    {
        var directory = options.Directory is null ? new TemporaryDirectory() : null;
        var data = (options.Directory ?? directory!).Path;
        var keyFile = Path.Combine(data, "first-key");

        // Tests read what they have just written: a slow machine must not send it to the spool first. And what they write is dated long ago: it must not expire while they look.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = ["--Hub:Urls=http://127.0.0.1:0", $"--Hub:DataDirectory={data}", $"--Hub:FirstKeyFile={keyFile}", "--LogWriter:StoreWait=00:01:00", "--LogWriter:StoreTimeout=00:01:00", "--Sqlite:Retention=20000.00:00:00", "--Logging:LogLevel:Default=Error", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Error", .. options.Settings],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddHub();
        options.Customize?.Invoke(builder.Services);
        var app = builder.Build();
        try
        {
            app.UseHub();
            app.MapHub();
            options.Map?.Invoke(app);
            await app.PrepareAsync(TestContext.Current.CancellationToken);
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            directory?.Dispose();
            throw;
        }

        var key = options.FirstKey ?? await File.ReadAllTextAsync(keyFile, TestContext.Current.CancellationToken);
        return new HubServer(app, key.Trim(), directory);
    }

    public HubClient ClientWith(string? key) => new(BaseUrl, key);

    /// <summary>A client with a new key of these scopes.</summary>
    public async Task<HubClient> ClientWithAsync(string[] scopes, params string[] systems)
    {
        var id = $"K{Guid.CreateVersion7():N}".ToUpperInvariant();
        var answer = await Admin.PostAsync("/api/v1/api-keys", new JsonObject
        {
            ["id"] = id,
            ["name"] = $"Key {string.Join(' ', scopes)}",
            ["scopes"] = Texts(scopes),
            ["systems"] = Texts(systems),
        });
        Assert.Equal(201, answer.Status);
        return ClientWith(answer.Json["key"]!.GetValue<string>());
    }

    public Task<Answer> CreateSystemAsync(string code, string baseUrl) =>
        CreateAsync("/api/v1/systems", new JsonObject
        {
            ["code"] = code,
            ["name"] = $"System {code}",
            ["base_url"] = baseUrl,
            ["outbound"] = new JsonObject { ["allow_networks"] = new JsonArray("127.0.0.0/8", "::1/128") },
        });

    /// <summary>Creates an endpoint that is called with POST.</summary>
    public Task<Answer> CreateEndpointAsync(string code, string path, Action<JsonObject>? with = null, string system = "SAP")
    {
        var endpoint = new JsonObject { ["code"] = code, ["method"] = "POST", ["path"] = path };
        with?.Invoke(endpoint);
        return CreateAsync($"/api/v1/systems/{system}/endpoints", endpoint);
    }

    /// <summary>Creates a transform and publishes it.</summary>
    public async Task CreateTransformAsync(string code, string text)
    {
        var created = await CreateAsync("/api/v1/systems/SAP/transforms", new JsonObject { ["code"] = code, ["draft"] = text });
        var published = await Admin.PostAsync($"/api/v1/systems/SAP/transforms/{code}/publish", null, ("If-Match", created.Header("ETag")!));
        published.AssertStatus(200);
    }

    public async Task<Answer> CreateAsync(string path, JsonObject body)
    {
        var answer = await Admin.PostAsync(path, body);
        answer.AssertStatus(201);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _ownDirectory?.Dispose();
    }

    private static JsonArray Texts(string[] texts) => [.. texts.Select(text => (JsonNode)text)];
}

/// <summary>How a hub for a test differs from the usual one.</summary>
internal sealed record HubServerOptions
{
    public string[] Settings { get; init; } = [];

    /// <summary>The data directory; null for one of its own, removed at the end.</summary>
    public TemporaryDirectory? Directory { get; init; }

    /// <summary>The admin key, where another hub made it on the same database; null where this hub makes it.</summary>
    public string? FirstKey { get; init; }

    public Action<IServiceCollection>? Customize { get; init; }

    /// <summary>Adds routes.</summary>
    public Action<WebApplication>? Map { get; init; }
}

/// <summary>A directory that is removed with everything in it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("prokure-hub-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
