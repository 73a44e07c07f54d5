using System.Text.Json.Serialization;

namespace ProKure.Integrations.Hub.Api.Problems;

/// <summary>An error answer, as <c>application/problem+json</c> (RFC 9457).</summary>
internal sealed record ProblemResponse
{
    /// <summary>Which kind of problem, as <c>/problems/unknown-system</c>; stable, documented in the problem reference.</summary>
    public required string Type { get; init; }

    /// <summary>What the kind of problem is.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What happened this time: what was expected, what came.</summary>
    public required string Detail { get; init; }

    /// <summary>Path of the request that met the problem.</summary>
    public required string Instance { get; init; }

    /// <summary>For faults in a body: every one that was found.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FieldFault>? Errors { get; init; }

    /// <summary>For a faulty query parameter, path segment or header: its name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parameter { get; init; }

    /// <summary>For a faulty parameter: what was expected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Expected { get; init; }

    /// <summary>For a faulty parameter: what came.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Found { get; init; }

    /// <summary>For an invocation whose answer is not kept: its first attempt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? RequestId { get; init; }

    /// <summary>For an invocation whose answer is not kept: how that attempt ended, as far as the log knows, as SUCCESS or UNKNOWN.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Outcome { get; init; }
}

/// <summary>One thing that is wrong in a body.</summary>
/// <param name="Path">The field, as <c>mappings[3].internal</c>; empty for the body as a whole.</param>
/// <param name="Message">What was expected and what came.</param>
/// <param name="Position">For JSONata, the index in the expression, in UTF-16 code units.</param>
internal sealed record FieldFault(
    string Path,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Position = null);
