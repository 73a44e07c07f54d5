using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Files;

namespace ProKure.Integrations.Tests.Configuration.Files;

/// <summary>Reads YAML that stands in a test.</summary>
internal static class Reading
{
    /// <summary>A file with a system and nothing else wrong, for tests to add to.</summary>
    public const string System = """
        system:
          code: SAP
          name: SAP
          base_url: http://127.0.0.1:5081

        """;

    public static ConfigurationFileResult Files(params (string Name, string Text)[] files) =>
        ConfigurationFolder.Read(files.Select(file => new ConfigurationFile(file.Name, file.Text)), _ => null);

    /// <summary>All faults of one file, as editors show them.</summary>
    public static string[] FaultsOf(string text) => FaultsOf([("sap.yaml", text)]);

    public static string[] FaultsOf(params (string Name, string Text)[] files) =>
        [.. Files(files).Check(HubConfiguration.Empty).Select(fault => fault.ToString())];
}
