using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Hub.Startup;

/// <summary>Reads a section of the configuration strictly.</summary>
internal static class HubSettings
{
    /// <summary>A misspelt setting would otherwise be passed over, and one of the wrong type would end the start with a stack trace.</summary>
    public static void Bind<T>(IConfiguration configuration, string section, T options) where T : class
    {
        try
        {
            configuration.GetSection(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException fault)
        {
            throw new OptionsValidationException(section, typeof(T), [fault.Message]);
        }
    }
}
