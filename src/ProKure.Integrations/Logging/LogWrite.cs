namespace ProKure.Integrations.Logging;

/// <summary>One write to the log.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Document">
/// The whole document as it is after the write, so that a completion whose insert was lost can insert it.
/// </param>
public readonly record struct LogWrite(LogWriteKind Kind, LogDocument Document);

/// <summary>What a write to the log does.</summary>
public enum LogWriteKind
{
    /// <summary>Adds the document; does nothing when its id is there already.</summary>
    Insert,

    /// <summary>
    /// Sets what became known since the insert (status, response, timing, error, retry, redacted fields, original); inserts the document when it is not there.
    /// A request that is marked late is put in too.
    /// A document that is complete already stays as it is, unless it was marked <see cref="LogStatus.Unknown"/>.
    /// </summary>
    Complete,
}
