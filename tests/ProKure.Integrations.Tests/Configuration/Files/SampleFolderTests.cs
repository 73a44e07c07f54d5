using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Files;

namespace ProKure.Integrations.Tests.Configuration.Files;

/// <summary>The folder that the first run applies.</summary>
public sealed class SampleFolderTests
{
    [Fact]
    public void Check_SampleFolder_FindsNothing() => Assert.Empty(Read().Check(HubConfiguration.Empty));

    [Fact]
    public void Read_SampleFolder_HoldsTheSapSystem() =>
        Assert.Equal(
            [
                "SYSTEM SAP",
                "CODE_MAPPING_SET SAP/UOM",
                "CODE_MAPPING_SET SAP/COMPANY",
                "CODE_MAPPING_SET SAP/PO_STATUS",
                "TRANSFORM SAP/CREATE_PO_REQUEST",
                "TRANSFORM SAP/CREATE_PO_RESPONSE",
                "TRANSFORM SAP/GET_PO_STATUS_RESPONSE",
                "TRANSFORM SAP/CANCEL_PO_REQUEST",
                "TRANSFORM SAP/CANCEL_PO_RESPONSE",
                "TRANSFORM SAP/CREATE_PO_SOAP_REQUEST",
                "TRANSFORM SAP/CREATE_PO_SOAP_RESPONSE",
                "TRANSFORM SAP/FIND_PO_RESPONSE",
                "TRANSFORM SAP/LIST_MATERIALS_RESPONSE",
                "ENDPOINT SAP/CREATE_PO",
                "ENDPOINT SAP/CREATE_PO_WITHOUT_KEY",
                "ENDPOINT SAP/FIND_PO",
                "ENDPOINT SAP/GET_PO_STATUS",
                "ENDPOINT SAP/CANCEL_PO",
                "ENDPOINT SAP/CREATE_PO_SOAP",
                "ENDPOINT SAP/CREATE_PO_PROTECTED",
                "ENDPOINT SAP/LIST_MATERIALS",
                "ORGANIZATION PROCUREMENT_EU",
                "RETRY_POLICY PATIENT",
                "RETRY_POLICY QUICK",
            ],
            Read().Rows.Select(row => row.Key.ToString()).ToArray());

    [Theory]
    [InlineData(null, "http://127.0.0.1:5081")]
    [InlineData("http://127.0.0.1:9999", "http://127.0.0.1:9999")]
    public void Read_SampleFolder_TakesTheUrlFromTheEnvironment(string? variable, string url)
    {
        var rows = ConfigurationFolder.Read(SampleFolder.Path, name => name == "PROKURE_SAP_URL" ? variable : null).Rows;

        Assert.Equal(new Uri(url), rows.OfType<SystemConfig>().Single().BaseUrl);
    }

    private static ConfigurationFileResult Read() => ConfigurationFolder.Read(SampleFolder.Path, _ => null);
}
