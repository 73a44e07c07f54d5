using System.Text.Json.Serialization;
using ProKure.Integrations.Hub.Api.Json;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>A JSONata mapping, as it is worked on: written as a draft, used by calls once published.</summary>
internal sealed record TransformRequest
{
    /// <summary>Code, as <c>CREATE_PO_REQUEST</c>; needed to create with POST.</summary>
    public string? Code { get; init; }

    /// <summary>What it does, for people; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>The JSONata to work on; null drops the draft of one that is published.</summary>
    public string? Draft { get; init; }

    /// <summary>False fails every call that needs it. Default true.</summary>
    public bool? Enabled { get; init; }
}

/// <summary>A JSONata mapping.</summary>
internal sealed record TransformResponse : StoredResponse
{
    /// <summary>Code of the system that it belongs to.</summary>
    public required string SystemCode { get; init; }

    /// <summary>Code, as <c>CREATE_PO_REQUEST</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What it does, for people; null for none.</summary>
    public required string? Description { get; init; }

    /// <summary>The JSONata that calls use; null until first published.</summary>
    public required string? Published { get; init; }

    /// <summary>Counts publications; 0 for none.</summary>
    public required int PublishedVersion { get; init; }

    /// <summary>The JSONata being worked on; null when nothing differs from what is published.</summary>
    public required string? Draft { get; init; }

    /// <summary>False fails every call that needs it.</summary>
    public required bool Enabled { get; init; }
}

/// <summary>A mapping to try: a text, or the draft (else the published text) of a transform.</summary>
internal sealed record TryTransformRequest
{
    /// <summary>JSONata; null to name a transform instead.</summary>
    public string? Text { get; init; }

    /// <summary>Code of a transform of the system; null to give a text instead.</summary>
    public string? Transform { get; init; }

    /// <summary>What the mapping is evaluated over.</summary>
    public required RawJson Payload { get; init; }
}

/// <summary>What a tried mapping gave.</summary>
internal sealed record TryTransformResponse
{
    /// <summary>Whether the mapping gave a result, or rightly nothing.</summary>
    public required bool IsSuccess { get; init; }

    /// <summary>False when the mapping gave nothing (no value, which is not null).</summary>
    public required bool HasResult { get; init; }

    /// <summary>What it gave; null for nothing.</summary>
    public required RawJson Result { get; init; }

    /// <summary>Why it failed; missing when it did not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MappingErrorBody? Error { get; init; }
}

/// <summary>A fault in a mapping.</summary>
internal sealed record MappingErrorBody
{
    /// <summary>JSONata's code, as <c>T2001</c>, or <c>MISSING_CODE</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What was expected and what came.</summary>
    public required string Message { get; init; }

    /// <summary>Index in the mapping's text, in UTF-16 code units; null where there is none.</summary>
    public required int? Position { get; init; }

    /// <summary>The line of that position, from 1; null where there is none.</summary>
    public required int? Line { get; init; }

    /// <summary>The column of that position, from 1; null where there is none.</summary>
    public required int? Column { get; init; }
}
