namespace ProKure.Integrations.Configuration.Validation;

/// <summary>The rows that references may name: the current ones, with the proposed ones in their place.</summary>
internal sealed class KnownRows
{
    private readonly Dictionary<ConfigurationKey, IConfigurationRow> _rows = [];

    private readonly Dictionary<ConfigurationKey, IConfigurationRow> _standing = [];

    private readonly bool _areAllKnown;

    public KnownRows(HubConfiguration current, IReadOnlyList<IConfigurationRow> proposed, bool areAllKnown)
    {
        _areAllKnown = areAllKnown;
        foreach (var row in current.AllRows())
            _rows[row.Key] = _standing[row.Key] = row;
        foreach (var row in proposed)
            _rows[row.Key] = row;
    }

    public IConfigurationRow? Find(ConfigurationKey key) => _rows.GetValueOrDefault(key);

    /// <summary>The row as it is stored; null for one that is new.</summary>
    public IConfigurationRow? Standing(ConfigurationKey key) => _standing.GetValueOrDefault(key);

    /// <summary>The endpoints of the system that look up what became of their calls by asking this one.</summary>
    public IEnumerable<EndpointConfig> Asking(EndpointConfig asked) =>
        _rows.Values.OfType<EndpointConfig>().Where(row => row.SystemCode == asked.SystemCode && row.Code != asked.Code && row.Lookup?.Endpoint == asked.Code);

    /// <summary>Reports a reference to a row that there is none of, naming the one that was perhaps meant.</summary>
    public void Require(RowFaults faults, string path, ConfigurationKey key, int? position = null)
    {
        if (_areAllKnown && !_rows.ContainsKey(key))
            faults.Add(path, $"There is no {Noun(key.Kind)} '{key.Code}'{In(key)}.{Suggestion.For(key.Code, Codes(key))}", position);
    }

    /// <summary>The systems and endpoints that name a credential.</summary>
    public IEnumerable<ConfigurationKey> UsersOf(string credential) => _rows.Values
        .Where(row => row is SystemConfig { Credential: { } ofSystem } && ofSystem == credential || row is EndpointConfig { Credential: { } ofEndpoint } && ofEndpoint == credential)
        .Select(row => row.Key);

    public static string Noun(ConfigurationKind kind) => kind switch
    {
        ConfigurationKind.Organization => "organization",
        ConfigurationKind.RetryPolicy => "retry policy",
        ConfigurationKind.RateLimitPolicy => "rate limit policy",
        ConfigurationKind.RetentionClass => "retention class",
        ConfigurationKind.Credential => "credential",
        ConfigurationKind.System => "system",
        ConfigurationKind.Transform => "transform",
        ConfigurationKind.CodeMappingSet => "code mapping set",
        ConfigurationKind.Endpoint => "endpoint",
        ConfigurationKind.ApiKey => "API key",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a member."),
    };

    private static string In(ConfigurationKey key) => key.SystemCode is null ? "" : $" in system '{key.SystemCode}'";

    private IEnumerable<string> Codes(ConfigurationKey like) =>
        _rows.Keys.Where(key => key.Kind == like.Kind && key.SystemCode == like.SystemCode).Select(key => key.Code);
}
