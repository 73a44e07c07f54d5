using ProKure.Integrations.Configuration.Files.Yaml;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>Collects what is wrong in one file; a file that is no configuration at all cannot fill the memory with faults.</summary>
internal sealed class FileFaults(string file, List<ConfigurationFileFault> all)
{
    private const int MaxFaults = 200;
    private int _count;

    public string File => file;

    public void Add(YamlPlace place, string path, string message)
    {
        if (++_count <= MaxFaults)
            all.Add(new ConfigurationFileFault(file, place.Line, place.Column, path, message));
        else if (_count == MaxFaults + 1)
            all.Add(new ConfigurationFileFault(file, 0, 0, "", $"Further faults are not listed: more than {MaxFaults}."));
    }
}
