using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProKure.Integrations.Hub.Tests.Capture;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>A hub that says all it can, whose stores can be sent away, with everything that hears it.</summary>
internal sealed partial class CanaryHub : IAsyncDisposable
{
    /// <summary>Longer bodies go to the object store.</summary>
    public const int MaxBodyBytes = 8_192;

    private readonly TemporaryDirectory _data;
    private readonly CanaryStores _stores;
    private readonly ConsoleTap _console;
    private readonly EverythingLogged _lines;
    private readonly TelemetryTap _telemetry;

    private CanaryHub(HubServer server, TemporaryDirectory data, CanaryStores stores, ConsoleTap console, EverythingLogged lines, TelemetryTap telemetry) =>
        (Server, _data, _stores, _console, _lines, _telemetry) = (server, data, stores, console, lines, telemetry);

    public HubServer Server { get; }

    public string Folder => _data.Path;

    /// <summary>In front of the log store's writes.</summary>
    public required Gate Log { get; init; }

    /// <summary>In front of the object store's writes.</summary>
    public required Gate Objects { get; init; }

    public required MovableTime Time { get; init; }

    public static async Task<CanaryHub> StartAsync(CanaryStores stores, params string[] settings)
    {
        var (data, console, lines, telemetry) = (new TemporaryDirectory(), new ConsoleTap(), new EverythingLogged(), new TelemetryTap());
        var (log, objects, time) = (new Gate(nameof(IIntegrationLogStore.WriteAsync)), new Gate(nameof(IObjectStore.PutAsync)), new MovableTime());
        var server = await HubServer.StartAsync(new HubServerOptions
        {
            Directory = data,
            Settings = ["--Logging:LogLevel:Default=Trace", $"--Objects:MaxBodyBytes={MaxBodyBytes}", .. stores.Settings(data.Path), .. settings],
            Customize = services =>
            {
                services.AddLogging(logging => logging.AddProvider(lines));
                services.AddSingleton<TimeProvider>(time);
                log.Guard<IIntegrationLogStore>(services);
                objects.Guard<IObjectStore>(services);
            },
        });
        return new CanaryHub(server, data, stores, console, lines, telemetry) { Log = log, Objects = objects, Time = time };
    }

    /// <summary>Puts a text into every place that the search looks at.</summary>
    public async Task PlantAsync(string text)
    {
        var hidden = Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{{\"a\":\"{text}\"}}")));
        await _stores.PlantAsync(Folder, hidden);
        await File.WriteAllBytesAsync(Path.Combine(Folder, "planted"), hidden, TestContext.Current.CancellationToken);
        Server.Services.GetRequiredService<ILogger<CanaryHub>>().LogError(new InvalidOperationException(text), "planted");
        using (var source = new System.Diagnostics.ActivitySource("planted"))
            source.StartActivity("planted")?.SetTag("text", text).Dispose();
        using (var meter = new System.Diagnostics.Metrics.Meter("planted"))
            meter.CreateCounter<long>("planted").Add(1, new KeyValuePair<string, object?>("text", text));
    }

    /// <summary>Everything that the run has left, but for what the API shows.</summary>
    public async Task CollectAsync(Evidence evidence)
    {
        await ConsoleHasCaughtUpAsync();
        await _stores.CollectAsync(Folder, evidence);
        evidence.Add(Places.Files, FileDump.Of(Folder));
        evidence.Add(Places.Lines, "", string.Join('\n', _lines.Lines));
        evidence.Add(Places.Console, "", _console.Text);
        evidence.Add(Places.Traces, "", _telemetry.Traces);
        evidence.Add(Places.Metrics, "", _telemetry.Metrics);
    }

    // It is written behind the calls.
    private Task ConsoleHasCaughtUpAsync()
    {
        var id = Guid.CreateVersion7();
        Lines.Collecting(Server.Services.GetRequiredService<ILogger<CanaryHub>>(), id);
        return Wait.UntilAsync(() => Task.FromResult(_console.Text.Contains(id.ToString(), StringComparison.Ordinal)));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _telemetry.Dispose();
        _lines.Dispose();
        _console.Dispose();
        _data.Dispose();
    }

    private static partial class Lines
    {
        [LoggerMessage(1, LogLevel.Information, "Collecting {Id}")]
        public static partial void Collecting(ILogger logger, Guid id);
    }
}
