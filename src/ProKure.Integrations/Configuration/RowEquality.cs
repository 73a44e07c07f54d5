using System.Collections.Immutable;

namespace ProKure.Integrations.Configuration;

/// <summary>Whether two rows say the same. The records' own equality compares their lists and maps by reference.</summary>
public static class RowEquality
{
    /// <summary>Whether the rows are of one kind and every field is the same, lists and maps by their content.</summary>
    public static bool SaysTheSameAs(this IConfigurationRow row, IConfigurationRow other) => (row, other) switch
    {
        (CredentialConfig a, CredentialConfig b) => AreEqual(a, b),
        (SystemConfig a, SystemConfig b) => AreEqual(a, b),
        (EndpointConfig a, EndpointConfig b) => AreEqual(a, b),
        (CodeMappingSetConfig a, CodeMappingSetConfig b) => a.Mappings.SequenceEqual(b.Mappings) && a with { Mappings = b.Mappings } == b,
        (ApiKeyConfig a, ApiKeyConfig b) => AreEqual(a, b),
        _ => row.Equals(other),
    };

    // Giving one row the other's lists leaves the comparison of all other fields, also those that are added later, to the record.
    private static bool AreEqual(SystemConfig a, SystemConfig b) =>
        AreEqual(a.Headers, b.Headers)
        && a.RedactedFields.SequenceEqual(b.RedactedFields, StringComparer.Ordinal)
        && a with { Headers = b.Headers, RedactedFields = b.RedactedFields } == b;

    // A secret that is given is a change until it is sealed and found to be the same.
    private static bool AreEqual(CredentialConfig a, CredentialConfig b) =>
        a.Given.IsEmpty && b.Given.IsEmpty && a with { Given = b.Given } == b;

    private static bool AreEqual(EndpointConfig a, EndpointConfig b) =>
        AreEqual(a.PathParameters, b.PathParameters)
        && AreEqual(a.Query, b.Query)
        && AreEqual(a.Headers, b.Headers)
        && a with { PathParameters = b.PathParameters, Query = b.Query, Headers = b.Headers } == b;

    private static bool AreEqual(ApiKeyConfig a, ApiKeyConfig b) =>
        a.Scopes.SequenceEqual(b.Scopes, StringComparer.Ordinal)
        && a.Systems.SequenceEqual(b.Systems, StringComparer.Ordinal)
        && a with { Scopes = b.Scopes, Systems = b.Systems } == b;

    private static bool AreEqual(ImmutableSortedDictionary<string, string> a, ImmutableSortedDictionary<string, string> b) =>
        a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
