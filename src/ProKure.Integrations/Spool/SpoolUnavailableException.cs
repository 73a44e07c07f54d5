namespace ProKure.Integrations.Spool;

/// <summary>The spool takes nothing now: its disk is full, broken, or may not be written.</summary>
/// <param name="message">What happened, in one sentence for the operator.</param>
/// <param name="innerException">The system's error.</param>
public sealed class SpoolUnavailableException(string message, Exception? innerException = null) : StoreUnavailableException(message, innerException);
