using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>How to test a credential.</summary>
internal sealed record CredentialTestRequest
{
    /// <summary>The system to test it with; needed where several use it, or none does.</summary>
    public string? System { get; init; }
}

/// <summary>Whether a credential works.</summary>
internal sealed record CredentialTestResponse
{
    /// <summary>Whether everything that was tried worked.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>The system that it was tested with.</summary>
    public required string SystemCode { get; init; }

    /// <summary>What was tried, in order; ends with the first that failed.</summary>
    public required IReadOnlyList<CredentialTestStepBody> Steps { get; init; }
}

/// <summary>One thing that was tried.</summary>
/// <param name="Step">What: secrets are opened, a token is asked for, the probe request is sent.</param>
/// <param name="Succeeded">Whether it worked.</param>
/// <param name="Message">What happened, without secrets.</param>
/// <param name="Code">The failure's code; null for none.</param>
/// <param name="RequestId">The log document of the probe; null for none.</param>
internal sealed record CredentialTestStepBody(CredentialTestPart Step, bool Succeeded, string Message, string? Code, Guid? RequestId);

/// <summary>How the master keys stand. Keys themselves are never shown.</summary>
internal sealed record MasterKeysResponse
{
    /// <summary>The key that is used for what is written; null for none.</summary>
    public required string? CurrentKeyId { get; init; }

    /// <summary>Every key that is known or needed.</summary>
    public required IReadOnlyList<MasterKeyBody> Keys { get; init; }

    /// <summary>How much is not encrypted with the current key, of what was counted.</summary>
    public required int Remaining { get; init; }

    /// <summary>Every kind of what is encrypted.</summary>
    public required IReadOnlyList<SealedKindBody> Kinds { get; init; }

    /// <summary>How the last rotation of the hub that answers stands; null where there was none.</summary>
    public required KeyRotationBody? Rotation { get; init; }
}

/// <summary>What a master key is used for.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Rows">How much is encrypted with it, of what was counted.</param>
/// <param name="Kinds">How much of each kind.</param>
/// <param name="Available">Whether the hub that answers has it.</param>
internal sealed record MasterKeyBody(string KeyId, int Rows, IReadOnlyList<SealedKindCountBody> Kinds, bool Available);

/// <summary>How much of a kind is encrypted with a master key.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Rows">How much; null where it was not counted yet.</param>
internal sealed record SealedKindCountBody(SealedKind Kind, int? Rows);

/// <summary>How a kind of what is encrypted stands.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Remaining">How much of it is not encrypted with the current key; null where it was not counted yet.</param>
/// <param name="CountedAt">When it was counted; null for just now, and for never.</param>
/// <param name="InClear">How much of what remains is not encrypted at all.</param>
internal sealed record SealedKindBody(SealedKind Kind, int? Remaining, DateTimeOffset? CountedAt, int InClear);

/// <summary>How a rotation stands.</summary>
/// <param name="State">Whether it is under way.</param>
/// <param name="Done">How much it has encrypted anew.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Message">What is wrong; null for nothing.</param>
internal sealed record KeyRotationBody(RotationState State, int Done, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Message);
