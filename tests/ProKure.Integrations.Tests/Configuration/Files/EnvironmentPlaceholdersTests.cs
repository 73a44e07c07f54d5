using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Files;

namespace ProKure.Integrations.Tests.Configuration.Files;

public sealed class EnvironmentPlaceholdersTests
{
    [Theory]
    [InlineData("http://sap/x", "http://sap/x")]
    [InlineData("${SAP_URL}", "http://host:1")]
    [InlineData("${SAP_URL:-http://other}/api", "http://host:1/api")]
    [InlineData("${EMPTY:-http://other}", "http://other")]
    [InlineData("http://${HOST:-localhost}:${PORT:-80}", "http://localhost:80")]
    public void BaseUrl_WithPlaceholders_TakesVariablesOrDefaults(string text, string url)
    {
        var result = Read(text);

        Assert.Empty(result.Faults);
        Assert.Equal(new Uri(url), Assert.IsType<SystemConfig>(Assert.Single(result.Rows)).BaseUrl);
    }

    [Theory]
    [InlineData("${NONE}", "The environment variable NONE is not set, and the placeholder has no default (${NONE:-default}).")]
    [InlineData("${EMPTY}", "The environment variable EMPTY is not set, and the placeholder has no default (${EMPTY:-default}).")]
    [InlineData("http://${HOST", "Expected ${NAME} or ${NAME:-default}, found no '}' after the '${' at index 7.")]
    [InlineData("${a-b}", "Expected ${NAME} or ${NAME:-default}, found '${a-b}'.")]
    [InlineData("${}", "Expected ${NAME} or ${NAME:-default}, found '${}'.")]
    public void BaseUrl_WithPlaceholderThatGivesNothing_IsAFaultAtTheValue(string text, string message) =>
        Assert.Equal($"sap.yaml:1:39: system.base_url: {message}", Assert.Single(Read(text).Check(HubConfiguration.Empty)).ToString());

    private static ConfigurationFileResult Read(string baseUrl) => ConfigurationFolder.Read(
        [new ConfigurationFile("sap.yaml", $"system: {{ code: S, name: S, base_url: '{baseUrl}' }}")],
        name => name switch
        {
            "SAP_URL" => "http://host:1",
            "EMPTY" => "",
            _ => null,
        });
}
