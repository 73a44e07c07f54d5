namespace ProKure.Integrations.Archives;

/// <summary>An archive file is not what it should be: missing, damaged, wrongly described, or of a newer hub. The message names the file and says what was found.</summary>
public sealed class ArchiveFileException : Exception
{
    /// <param name="key">The file's key.</param>
    /// <param name="reason">What is wrong, as a clause: <c>it is cut off</c>.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public ArchiveFileException(string key, string reason, Exception? innerException = null)
        : base($"The archive file {key} cannot be used: {reason}", innerException) => (Key, Reason) = (key, reason);

    /// <summary>The file's key.</summary>
    public string Key { get; }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }
}
