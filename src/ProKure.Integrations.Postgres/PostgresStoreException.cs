namespace ProKure.Integrations.Postgres;

/// <summary>The stores cannot be opened: the server cannot be reached, refuses the hub, or its database is not one that this version can use.</summary>
/// <param name="message">What was expected, what was found and where; never a password.</param>
/// <param name="innerException">The cause; null for none.</param>
public sealed class PostgresStoreException(string message, Exception? innerException = null) : Exception(message, innerException);
