using System.Collections.Immutable;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration;

/// <summary>One valid row of each kind, which name each other, for tests to change one thing of.</summary>
internal static class SampleRows
{
    public static OrganizationConfig Organization { get; } = new() { Code = "PROCUREMENT_EU", Name = "Procurement Europe" };

    public static RetryPolicyConfig Policy { get; } = new() { Code = "PATIENT" };

    public static RateLimitPolicyConfig Limit { get; } = new() { Code = "TEN_A_SECOND", Requests = 10 };

    public static RetentionClassConfig Retention { get; } = new() { Code = "TEN_YEARS", LogDays = 3_653 };

    public static SystemConfig System { get; } = new()
    {
        Code = "SAP",
        Name = "SAP S/4HANA",
        Organization = "PROCUREMENT_EU",
        BaseUrl = new Uri("https://sap.example.com/api"),
        Headers = Map(("Accept", "application/json")),
        RedactedFields = ["bank_account"],
    };

    public static TransformConfig Transform { get; } = new()
    {
        SystemCode = "SAP",
        Code = "CREATE_PO_REQUEST",
        Published = "{ \"Reference\": po_number }",
        PublishedVersion = 1,
    };

    public static CodeMappingSetConfig Set { get; } = new()
    {
        SystemCode = "SAP",
        Code = "UOM",
        Mappings = [new("PCE", "EA"), new("KGM", "KG")],
    };

    public static EndpointConfig Endpoint { get; } = new()
    {
        SystemCode = "SAP",
        Code = "CREATE_PO",
        Method = "POST",
        Path = "/purchase-orders/{po_number}",
        PathParameters = Map(("po_number", "po_number")),
        Query = Map(("expand", "\"items\"")),
        Headers = Map(("X-Reason-Code", "reason")),
        RequestTransform = "CREATE_PO_REQUEST",
        SuccessRule = "ok",
        RetryPolicy = "PATIENT",
    };

    public static ApiKeyConfig ApiKey { get; } = new()
    {
        Id = "K1",
        Name = "Buyer portal",
        SecretHash = new string('a', 64),
        Scopes = ["invoke"],
        Systems = ["SAP"],
    };

    public static IReadOnlyList<IConfigurationRow> All { get; } = [Organization, Policy, Limit, Retention, System, Transform, Set, Endpoint, ApiKey];

    public static ImmutableSortedDictionary<string, string> Map(params (string Key, string Value)[] pairs) =>
        pairs.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    public static Versioned<T> Stored<T>(T row, int version = 1) where T : IConfigurationRow =>
        new(row, version, DateTimeOffset.UnixEpoch, "test");

    /// <summary>Faults of one row among all the others, as <c>path: message</c>.</summary>
    public static IReadOnlyList<string> FaultsOf(IConfigurationRow row)
    {
        var others = All.Where(other => other.Key != row.Key);
        return [.. ConfigurationValidator.Validate(HubConfiguration.Empty, [.. others, row]).Select(fault => $"{fault.Path}: {fault.Message}")];
    }
}
