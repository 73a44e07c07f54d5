using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Tests.Spool;

/// <summary>A spool's directory that is removed at the end, and the hubs that use it.</summary>
internal sealed class TemporarySpool : IDisposable
{
    private readonly List<HubSpool> _opened = [];
    private int _instances;

    public string Path { get; } = Directory.CreateTempSubdirectory("prokure-spool-").FullName;

    /// <summary>A spool as another process would open it.</summary>
    public HubSpool Open(Action<SpoolOptions>? configure = null, TimeProvider? time = null, ILogger<HubSpool>? logger = null)
    {
        var options = new SpoolOptions { Directory = Path, FirstRetry = TimeSpan.FromMilliseconds(5), LongestRetry = TimeSpan.FromMilliseconds(20) };
        configure?.Invoke(options);
        var spool = new HubSpool(
            Options.Create(options), new HubInstance($"hub-{++_instances}"), time ?? TimeProvider.System, logger ?? NullLogger<HubSpool>.Instance);
        _opened.Add(spool);
        return spool;
    }

    /// <summary>All files of the spool with this ending, oldest first.</summary>
    public string[] Files(string ending) =>
        [.. Directory.GetFiles(Path, $"*{ending}", SearchOption.AllDirectories).OrderBy(System.IO.Path.GetFileName, StringComparer.Ordinal)];

    public void Dispose()
    {
        foreach (var spool in _opened)
            spool.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}
