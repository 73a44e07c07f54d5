namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>What the API shows of every configuration row.</summary>
internal abstract record StoredResponse
{
    /// <summary>1 when created, one more with every change; the ETag.</summary>
    public required int Version { get; init; }

    /// <summary>When this version was written.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who wrote it: the API key's name and id, or a file's name.</summary>
    public required string ChangedBy { get; init; }
}
