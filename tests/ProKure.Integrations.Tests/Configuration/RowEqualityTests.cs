using System.Text.Json;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration;

public sealed class RowEqualityTests
{
    [Fact]
    public void SaysTheSameAs_CopyOfEachKind_IsTrue() =>
        Assert.All(SampleRows.All, row => Assert.True(row.SaysTheSameAs(Copy(row)), row.Key.ToString()));

    [Fact]
    public void SaysTheSameAs_RowOfOtherKind_IsFalse() => Assert.False(SampleRows.Organization.SaysTheSameAs(SampleRows.Policy));

    [Fact]
    public void SaysTheSameAs_AnyOneFieldChanged_IsFalse()
    {
        IConfigurationRow[] changed =
        [
            SampleRows.System with { Headers = SampleRows.Map(("Accept", "text/xml")) },
            SampleRows.System with { RedactedFields = ["iban"] },
            SampleRows.System with { MaxConnections = 1 },
            SampleRows.System with { Outbound = new OutboundConfig { AllowHosts = ["sap"] } },
            SampleRows.System with { Outbound = new OutboundConfig { AllowNetworks = ["10.0.0.0/8"] } },
            SampleRows.System with { Outbound = new OutboundConfig { MaxRedirects = 1 } },
            SampleRows.System with { Outbound = new OutboundConfig { CaCertificates = "x" } },
            SampleRows.System with { Redaction = new RedactionConfig { Fields = ["iban"] } },
            SampleRows.Endpoint with { Redaction = new RedactionConfig { Patterns = ["ACME-*"] } },
            SampleRows.System with { Capture = new CaptureConfig { StoreLongBodies = false } },
            SampleRows.Endpoint with { Capture = new CaptureConfig { Level = CaptureLevel.None } },
            SampleRows.Endpoint with { Trace = new TraceConfig(DateTimeOffset.UnixEpoch, "anna", null) },
            SampleRows.Organization with { Redaction = new RedactionConfig { AllowedHeaders = ["X-Plant"] } },
            SampleRows.Set with { Mappings = [new("KGM", "KG"), new("PCE", "EA")] },
            SampleRows.Set with { OnMissing = MissingCode.PassThrough },
            SampleRows.Endpoint with { PathParameters = SampleRows.Map() },
            SampleRows.Endpoint with { Query = SampleRows.Map(("expand", "\"all\"")) },
            SampleRows.Endpoint with { Headers = SampleRows.Map(("X-Reason", "reason")) },
            SampleRows.Endpoint with { RequestFormat = new RequestFormatConfig { Charset = "utf-16" } },
            SampleRows.Endpoint with { ResponseFormat = new ResponseFormatConfig { XmlNames = XmlNames.Local } },
            SampleRows.Endpoint with { Soap = SoapConfig.Standard },
            SampleRows.Endpoint with { Pagination = new PaginationConfig { Style = PaginationStyle.Link, Items = "x" } },
            SampleRows.Endpoint with { Csrf = new CsrfConfig { Path = "/" } },
            SampleRows.Endpoint with { Timeout = TimeSpan.FromSeconds(1) },
            SampleRows.Endpoint with { FailClosed = true },
            SampleRows.Endpoint with { Priority = 1 },
            SampleRows.Endpoint with { OrderByEntity = new EntityOrderConfig() },
            SampleRows.ApiKey with { Scopes = ["admin"] },
            SampleRows.ApiKey with { Systems = [] },
            SampleRows.ApiKey with { Enabled = false },
            SampleRows.Transform with { Draft = "{}" },
        ];

        Assert.All(changed, row => Assert.False(row.SaysTheSameAs(SampleRows.All.Single(other => other.Key == row.Key)), row.ToString()));
    }

    // A copy that shares no list or map with its original.
    private static IConfigurationRow Copy(IConfigurationRow row) =>
        (IConfigurationRow)JsonSerializer.Deserialize(JsonSerializer.Serialize(row, row.GetType()), row.GetType())!;
}
