namespace ProKure.Integrations.Hub.Health;

/// <summary>Whether the process runs.</summary>
/// <param name="Status">Always UP: a process that does not run does not answer.</param>
internal sealed record LiveResponse(PartStatus Status);

/// <summary>Whether the hub can do its work.</summary>
/// <param name="Status">UP when every part is; DEGRADED when the hub serves calls all the same; DOWN when it cannot.</param>
/// <param name="Parts">The parts, by name.</param>
internal sealed record ReadyResponse(PartStatus Status, IReadOnlyDictionary<string, PartResponse> Parts);

/// <summary>How a part of the hub stands.</summary>
/// <param name="Status">UP, DEGRADED or DOWN.</param>
/// <param name="Message">What is to be said of it, without secrets.</param>
internal sealed record PartResponse(PartStatus Status, string Message);

/// <summary>How a part of the hub stands.</summary>
internal enum PartStatus
{
    /// <summary>It works.</summary>
    Up,

    /// <summary>It does not work as it should, and the hub does without it for now.</summary>
    Degraded,

    /// <summary>It does not work.</summary>
    Down,
}
