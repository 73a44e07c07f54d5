namespace ProKure.Integrations.Sqlite;

/// <summary>The stores cannot be opened: another process has the directory, or a file is not one that this version can use.</summary>
/// <param name="message">What was expected, what was found and where.</param>
/// <param name="innerException">The cause; null for none.</param>
public sealed class SqliteStoreException(string message, Exception? innerException = null) : Exception(message, innerException);
