using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Hub.Startup;

/// <summary>Reads a section of the configuration strictly.</summary>
internal static class HubSettings
{
    /// <summary>A misspelt setting would otherwise be passed over, and one of the wrong type would end the start with a stack trace.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="section">The section.</param>
    /// <param name="options">Takes what stands there.</param>
    /// <param name="part">A part of the section that is read elsewhere; null for none.</param>
    public static void Bind<T>(IConfiguration configuration, string section, T options, string? part = null) where T : class
    {
        try
        {
            var settings = part is null ? configuration.GetSection(section) : Without(configuration.GetSection(section), part);
            settings.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException fault)
        {
            throw new OptionsValidationException(section, typeof(T), [fault.Message]);
        }
    }

    private static IConfiguration Without(IConfigurationSection section, string part)
    {
        var others = section.GetChildren().Where(child => !child.Key.Equals(part, StringComparison.OrdinalIgnoreCase)).SelectMany(child => child.AsEnumerable());
        return new ConfigurationBuilder()
            .AddInMemoryCollection(others.Where(setting => setting.Value is not null).Select(setting => KeyValuePair.Create(setting.Key[(section.Path.Length + 1)..], setting.Value)))
            .Build();
    }
}
