using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Transformation;

namespace ProKure.Integrations.Tests.Configuration.Files;

/// <summary>What the guides show is true.</summary>
public sealed class GuideTests
{
    [Fact]
    public void ConfigurationFiles_AnnotatedExample_HasNoFaults() =>
        Assert.Empty(Reading.FaultsOf(Blocks("configuration-files.md", "yaml").Single()));

    [Fact]
    public void ConfigurationFiles_AnnotatedExample_ShowsEveryKeyAsItIsByDefault()
    {
        var rows = Reading.Files(("sap.yaml", Blocks("configuration-files.md", "yaml").Single())).Rows;

        Assert.Equal(new RetryPolicyConfig { Code = "PATIENT" }, rows.OfType<RetryPolicyConfig>().Single());
        var limit = rows.OfType<RateLimitPolicyConfig>().Single();
        var standardLimit = new RateLimitPolicyConfig { Code = limit.Code };
        Assert.Equal((standardLimit.Period, limit.Requests, standardLimit.MaxWait), (limit.Period, limit.Burst, limit.MaxWait));
        var retention = rows.OfType<RetentionClassConfig>().Single();
        Assert.Equal(new RetentionClassConfig { Code = retention.Code, LogDays = retention.LogDays }, retention with { Name = null });
        Assert.Equal(CircuitBreakerConfig.Standard, rows.OfType<EndpointConfig>().Single().CircuitBreaker);
        var system = rows.OfType<SystemConfig>().Single();
        var standard = new SystemConfig { Code = "SAP", Name = system.Name, BaseUrl = system.BaseUrl };
        Assert.Equal(
            (standard.Enabled, standard.ConnectTimeout, standard.Timeout, standard.MaxConnections, standard.Outbound.MaxRedirects),
            (system.Enabled, system.ConnectTimeout, system.Timeout, system.MaxConnections, system.Outbound.MaxRedirects));
        Assert.Equal(
            new EndpointConfig { SystemCode = "SAP", Code = "X", Method = "GET", Path = "/" }.MaxResponseBytes,
            rows.OfType<EndpointConfig>().Single().MaxResponseBytes);
    }

    [Fact]
    public void Mapping_Example_GivesWhatTheGuideSays()
    {
        var blocks = Blocks("mapping-with-jsonata.md", "");
        var payload = """{"vendor":{"external_code":"V-100045"},"items":[{"item_code":"A","quantity":1},{"item_code":"B","quantity":2}]}""";
        Assert.Contains(payload, Guide("mapping-with-jsonata.md"), StringComparison.Ordinal);
        string[] forms = [blocks[0], blocks[0].Replace("vendor.", "$.vendor.", StringComparison.Ordinal), $$"""{ "request_transform": {{blocks[0]}} }"""];

        Assert.All(forms, form =>
        {
            var output = new ArrayBufferWriter<byte>();
            var evaluation = MappingLanguage.EvaluationFor(new CodeMappings("SAP", []), TimeProvider.System);
            Assert.True(PayloadTransform.Compile(form).TryApply(Encoding.UTF8.GetBytes(payload), output, evaluation, TestContext.Current.CancellationToken));
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(blocks[1]), JsonNode.Parse(output.WrittenSpan)), form);
        });
    }

    private static string Guide(string name) => File.ReadAllText(Path.Combine(SampleFolder.Root, "docs", "guides", name));

    private static List<string> Blocks(string name, string language)
    {
        var parts = Guide(name).Split("\n```");
        return [.. parts.Where((part, index) => index % 2 == 1 && part.StartsWith(language + "\n", StringComparison.Ordinal)).Select(part => part[(language.Length + 1)..])];
    }
}
