using System.Collections.Immutable;

namespace ProKure.Integrations.Configuration;

/// <summary>An external system: another company's or department's software that the hub talks to.</summary>
public sealed record SystemConfig : IConfigurationRow
{
    /// <summary>Code, as <c>SAP</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The owning organisation's code; null for none.</summary>
    public string? Organization { get; init; }

    /// <summary>Absolute http or https URL that endpoint paths are appended to.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>False refuses every call to the system. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How long a connection may take to open. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a whole call may take, from sending to the last byte of the answer. Default 30 s; an endpoint may say otherwise.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most connections to each host of the system. Default 64.</summary>
    public int MaxConnections { get; init; } = 64;

    /// <summary>Code of the rate limit policy for all its endpoints together; null for none.</summary>
    public string? RateLimitPolicy { get; init; }

    /// <summary>Headers with fixed values sent with each request. Secrets do not belong here.</summary>
    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// Names of fields in bodies whose values are never stored, besides the defaults (password, token, …). Letter case does not matter.
    /// </summary>
    public ImmutableArray<string> RedactedFields { get; init; } = [];

    /// <summary>Where its calls may go and whom they trust. Default: public addresses only, no redirects.</summary>
    public OutboundConfig Outbound { get; init; } = OutboundConfig.Standard;

    /// <summary>What is not stored of the system's exchanges besides the defaults. Default: nothing more.</summary>
    public RedactionConfig Redaction { get; init; } = RedactionConfig.None;

    /// <summary>Code of the credential that its calls use; null for none. An endpoint may name another.</summary>
    public string? Credential { get; init; }

    /// <summary>Code of the retention class of its exchanges; null for the hub's default. An endpoint may name another.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>How much is stored of its exchanges; an endpoint may say otherwise. Default: everything.</summary>
    public CaptureConfig Capture { get; init; } = CaptureConfig.Standard;

    /// <inheritdoc/>
    public ConfigurationKey Key => new(ConfigurationKind.System, null, Code);
}
