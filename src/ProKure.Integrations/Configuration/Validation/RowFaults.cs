namespace ProKure.Integrations.Configuration.Validation;

/// <summary>Collects what is wrong with one row.</summary>
internal sealed class RowFaults(ConfigurationKey key, List<ConfigurationFault> all)
{
    public void Add(string path, string message, int? position = null) => all.Add(new ConfigurationFault(key, path, message, position));
}
