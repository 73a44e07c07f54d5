namespace ProKure.Integrations.MongoDb;

/// <summary>The log store cannot be used as it is: the server refuses the credentials, or holds an index or collection that another program defined otherwise.</summary>
/// <param name="message">What was expected, what was found and where; without secrets.</param>
/// <param name="innerException">The driver's error; null for none.</param>
public sealed class MongoDbStoreException(string message, Exception? innerException = null) : Exception(message, innerException);
