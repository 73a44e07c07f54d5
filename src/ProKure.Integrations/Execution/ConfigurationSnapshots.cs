using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Execution;

/// <summary>
/// Holds the current <see cref="ConfigurationSnapshot"/> and swaps it when the store's revision changes: at once after a change made here, or made elsewhere where the
/// store hears of it (<see cref="ConfigurationSignal"/>), else within the poll's interval. While the store is away, calls go on with the last one.
/// </summary>
public sealed partial class ConfigurationSnapshots : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    private readonly IConfigurationStore _store;
    private readonly ConfigurationSignal _signal;
    private readonly TimeProvider _time;
    private readonly ILogger<ConfigurationSnapshots> _logger;
    private readonly SemaphoreSlim _reloading = new(1, 1);
    private readonly RedactionTags? _tags;
    private volatile ConfigurationSnapshot _current;

    /// <summary>Begins with an empty configuration; call <see cref="ReloadAsync"/> before serving.</summary>
    public ConfigurationSnapshots(
        IConfigurationStore store, ConfigurationSignal signal, TimeProvider time, ILogger<ConfigurationSnapshots> logger, IOptions<RedactionOptions>? redaction = null)
    {
        _store = store;
        _signal = signal;
        _time = time;
        _logger = logger;
        _tags = redaction?.Value.TagKeyBytes is { } key ? new RedactionTags(key) : null;
        _current = ConfigurationSnapshot.Compile(HubConfiguration.Empty, _tags, time);
    }

    /// <summary>The snapshot in force. Take it once a call, and keep it for the whole call.</summary>
    public ConfigurationSnapshot Current => _current;

    /// <summary>Compiles a configuration as those in force are compiled.</summary>
    internal ConfigurationSnapshot Compile(HubConfiguration configuration) => ConfigurationSnapshot.Compile(configuration, _tags, _time);

    /// <summary>Reads the store and swaps the snapshot if the revision differs.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _reloading.WaitAsync(cancellationToken);
        try
        {
            if (await _store.GetRevisionAsync(cancellationToken) == _current.Configuration.Revision)
                return;
            var next = ConfigurationSnapshot.Compile(await _store.LoadAsync(cancellationToken), _tags, _time);
            _current = next;
            Log.Swapped(_logger, next.Configuration.Revision, next.Configuration.Systems.Length, next.Configuration.Endpoints.Length);
        }
        finally
        {
            _reloading.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _reloading.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _signal.WaitAsync(PollInterval, _time, stoppingToken);
                await ReloadAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever the store's fault: calls go on with the last snapshot, and the next poll tries again.
                Log.ReloadFailed(_logger, fault);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(301, LogLevel.Information, "Configuration revision {Revision} is in force: {Systems} systems, {Endpoints} endpoints")]
        public static partial void Swapped(ILogger logger, long revision, int systems, int endpoints);

        [LoggerMessage(302, LogLevel.Warning, "Configuration could not be read; calls go on with the last snapshot")]
        public static partial void ReloadFailed(ILogger logger, Exception reason);
    }
}
