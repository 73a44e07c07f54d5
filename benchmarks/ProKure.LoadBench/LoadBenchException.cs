namespace ProKure.LoadBench;

/// <summary>What stops a run and what the user can do about it; its message is all that is shown.</summary>
internal sealed class LoadBenchException(string message, Exception? innerException = null) : Exception(message, innerException);
