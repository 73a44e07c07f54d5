using System.Text;
using ProKure.Integrations.Configuration.Files.Yaml;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>Reads a folder of configuration files: <c>*.yaml</c> and <c>*.yml</c>, a file a system, shared rows in any of them.</summary>
public static class ConfigurationFolder
{
    private const int MaxFileBytes = 8 * 1024 * 1024;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all files of the folder itself, sorted by name; folders inside it and files whose name starts with a dot are left out.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="getVariable">Gives an environment variable's value for placeholders; null takes the process's own.</param>
    /// <returns>The rows, or every fault that was found; a missing or empty folder is a fault too.</returns>
    public static ConfigurationFileResult Read(string path, Func<string, string?>? getVariable = null)
    {
        var reading = new FolderReading(getVariable ?? Environment.GetEnvironmentVariable);
        if (!Directory.Exists(path))
        {
            reading.AddFault(path, "Expected a folder with configuration files, found none.");
            return reading.End();
        }

        var files = new DirectoryInfo(path).GetFiles().Where(IsConfiguration).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        if (files.Count == 0)
            reading.AddFault(path, "Expected configuration files (*.yaml, *.yml), found none.");
        foreach (var file in files)
        {
            if (ReadText(file, reading) is { } text)
                reading.Read(file.Name, text);
        }

        return reading.End();
    }

    /// <summary>Reads files that are at hand as text.</summary>
    /// <param name="files">Names, for faults, and texts.</param>
    /// <param name="getVariable">Gives an environment variable's value for placeholders; null takes the process's own.</param>
    public static ConfigurationFileResult Read(IEnumerable<ConfigurationFile> files, Func<string, string?>? getVariable = null)
    {
        var reading = new FolderReading(getVariable ?? Environment.GetEnvironmentVariable);
        foreach (var file in files)
            reading.Read(file.Name, file.Text);
        return reading.End();
    }

    private static bool IsConfiguration(FileInfo file) =>
        !file.Name.StartsWith('.') && file.Extension.ToLowerInvariant() is (".yaml" or ".yml");

    private static string? ReadText(FileInfo file, FolderReading reading)
    {
        try
        {
            if (file.Length is > MaxFileBytes and var length)
                reading.AddFault(file.Name, $"Expected at most {MaxFileBytes} bytes, found {length}.");
            else
                return StrictUtf8.GetString(File.ReadAllBytes(file.FullName)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException fault)
        {
            reading.AddFault(file.Name, $"Expected UTF-8, found another byte at index {fault.Index}.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            reading.AddFault(file.Name, $"The file cannot be read: {fault.Message}");
        }

        return null;
    }

    /// <summary>What was gathered from the files so far.</summary>
    private sealed class FolderReading(Func<string, string?> getVariable)
    {
        private readonly List<ConfigurationFileFault> _faults = [];
        private readonly List<SourceRow> _rows = [];
        private readonly Dictionary<ConfigurationKey, SourceRow> _byKey = [];
        private bool _isComplete = true;
        private int _files;

        public void AddFault(string file, string message)
        {
            _isComplete = false;
            _faults.Add(new ConfigurationFileFault(file, 0, 0, "", message));
        }

        public void Read(string name, string text)
        {
            var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
            var file = new SourceFile(++_files, name, lines, new FileFaults(name, _faults));
            if (YamlReader.Read(text, file.Faults) is { } root)
                new ConfigurationFileReader(file, getVariable, AddRow).Read(root);
            else
                _isComplete = false;
        }

        public ConfigurationFileResult End() => new(_rows, _faults, _isComplete);

        private void AddRow(SourceRow row)
        {
            if (_byKey.TryAdd(row.Row.Key, row))
            {
                _rows.Add(row);
                return;
            }

            var first = _byKey[row.Row.Key];
            row.File.Faults.Add(row.Section.Place, row.Section.Path,
                $"{row.Row.Key} stands in {first.File.Name}, line {first.Section.Place.Line}, already.");
        }
    }
}

/// <summary>A configuration file's content.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Text">Its text.</param>
public sealed record ConfigurationFile(string Name, string Text);
