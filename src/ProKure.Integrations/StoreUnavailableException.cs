namespace ProKure.Integrations;

/// <summary>A store cannot be used now: away, locked, or out of room. The same call may go through later.</summary>
/// <param name="message">What happened, in one sentence for the operator.</param>
/// <param name="innerException">The driver's error.</param>
public class StoreUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
