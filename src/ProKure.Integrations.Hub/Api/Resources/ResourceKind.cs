using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Problems;

namespace ProKure.Integrations.Hub.Api.Resources;

/// <summary>What is particular to one kind of configuration rows on the wire; all else is the same for all kinds.</summary>
internal sealed record ResourceKind<TRow, TRequest, TResponse>
    where TRow : class, IConfigurationRow
    where TRequest : class
    where TResponse : class
{
    /// <summary>The kind of rows.</summary>
    public required ConfigurationKind Kind { get; init; }

    /// <summary>The path of all of them, as <c>/systems/{system}/endpoints</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The route parameter that names one of them.</summary>
    public required string Parameter { get; init; }

    /// <summary>One of them, for people.</summary>
    public required string Noun { get; init; }

    /// <summary>All of them, for people.</summary>
    public required string Plural { get; init; }

    /// <summary>The problem of one that does not exist.</summary>
    public ProblemType Unknown { get; init; } = ProblemTypes.NotFound;

    /// <summary>All rows of the kind.</summary>
    public required Func<HubConfiguration, ImmutableArray<Versioned<TRow>>> Rows { get; init; }

    /// <summary>The code that a body states; null where it states none.</summary>
    public required Func<TRequest, string?> CodeOf { get; init; }

    /// <summary>The row that a body describes, under the key given; the last argument is what stands there now, null for nothing.</summary>
    public required Func<TRequest, ConfigurationKey, TRow?, TRow> ToRow { get; init; }

    /// <summary>The row as the API shows it.</summary>
    public required Func<Versioned<TRow>, TResponse> ToResponse { get; init; }

    /// <summary>The row switched on or off; null where the kind has no such switch.</summary>
    public Func<TRow, bool, TRow>? WithEnabled { get; init; }

    public required JsonTypeInfo<TRequest> RequestType { get; init; }

    public required JsonTypeInfo<TResponse> ResponseType { get; init; }

    public required JsonTypeInfo<ListResponse<TResponse>> ListType { get; init; }

    /// <summary>Whether the rows belong to a system.</summary>
    public bool IsOfSystem => Path.StartsWith("/systems/", StringComparison.Ordinal);

    public Versioned<TRow>? Find(HubConfiguration configuration, ConfigurationKey key) =>
        Rows(configuration).FirstOrDefault(stored => stored.Row.Key == key);
}

/// <summary>All rows of a kind.</summary>
/// <param name="Items">The rows, ordered by code.</param>
internal sealed record ListResponse<T>(IReadOnlyList<T> Items);
