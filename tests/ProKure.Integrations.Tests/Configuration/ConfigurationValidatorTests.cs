using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration;

public sealed class ConfigurationValidatorTests
{
    [Fact]
    public void Validate_ValidRowsThatNameEachOther_FindsNothing() =>
        Assert.Empty(ConfigurationValidator.Validate(HubConfiguration.Empty, SampleRows.All));

    [Fact]
    public void Validate_ReferencesToStoredRows_FindsNothing()
    {
        var current = new HubConfiguration
        {
            Systems = [SampleRows.Stored(SampleRows.System)],
            Transforms = [SampleRows.Stored(SampleRows.Transform)],
            RetryPolicies = [SampleRows.Stored(SampleRows.Policy)],
        };

        Assert.Empty(ConfigurationValidator.Validate(current, [SampleRows.Endpoint]));
    }

    [Fact]
    public void Validate_ProposedRowInPlaceOfStored_DecidesReferences()
    {
        var current = new HubConfiguration
        {
            Systems = [SampleRows.Stored(SampleRows.System)],
            Transforms = [SampleRows.Stored(SampleRows.Transform)],
            RetryPolicies = [SampleRows.Stored(SampleRows.Policy)],
        };

        var fault = Assert.Single(ConfigurationValidator.Validate(
            current, [SampleRows.Transform with { Enabled = false }, SampleRows.Endpoint]));

        Assert.Equal(
            new ConfigurationFault(
                SampleRows.Endpoint.Key,
                "request_transform",
                "The transform 'CREATE_PO_REQUEST' is disabled; enable it, or disable the endpoint."),
            fault);
    }

    [Fact]
    public void Validate_ManyFaultsInManyRows_ReportsAllInOrder()
    {
        var system = SampleRows.System with { Name = " ", Organization = "NOWHERE", MaxConnections = 0 };
        var endpoint = SampleRows.Endpoint with { Method = "post", Path = "purchase-orders/{po_number}", RetryPolicy = "PATENT" };

        var faults = ConfigurationValidator.Validate(HubConfiguration.Empty, [SampleRows.Policy, system, SampleRows.Transform, endpoint]);

        Assert.Equal(
            [
                "SYSTEM SAP name: Expected a name, found ' '.",
                "SYSTEM SAP organization: There is no organization 'NOWHERE'.",
                "SYSTEM SAP max_connections: Expected 1 to 10000 connections, found 0.",
                "ENDPOINT SAP/CREATE_PO method: Expected an HTTP method in capitals, such as POST, found 'post'.",
                "ENDPOINT SAP/CREATE_PO path: Expected a path that starts with one '/', found 'purchase-orders/{po_number}'.",
                "ENDPOINT SAP/CREATE_PO retry_policy: There is no retry policy 'PATENT'. Did you mean 'PATIENT'?",
            ],
            faults.Select(fault => $"{fault.Key} {fault.Path}: {fault.Message}").ToArray());
    }

    [Fact]
    public void Validate_SameRowTwice_IsAFault()
    {
        var fault = Assert.Single(ConfigurationValidator.Validate(HubConfiguration.Empty, [SampleRows.Organization, SampleRows.Organization]));

        Assert.Equal("The row stands more than once in the same change.", fault.Message);
    }

    [Fact]
    public void Validate_RowsOfUnknownSystem_NameIt()
    {
        IConfigurationRow[] rows = [SampleRows.Transform, SampleRows.Set, SampleRows.Endpoint with { RequestTransform = null, RetryPolicy = null }];

        var faults = ConfigurationValidator.Validate(HubConfiguration.Empty, rows);

        Assert.Equal(
            Enumerable.Repeat(("system_code", "There is no system 'SAP'."), 3), faults.Select(fault => (fault.Path, fault.Message)));
    }
}
