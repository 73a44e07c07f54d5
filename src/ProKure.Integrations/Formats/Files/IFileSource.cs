namespace ProKure.Integrations.Formats.Files;

/// <summary>Where multipart bodies take files from that the payload names instead of carrying them.</summary>
public interface IFileSource
{
    /// <summary>Reads a file as a whole.</summary>
    /// <param name="reference">What the payload calls it.</param>
    /// <param name="maxBytes">The longest file that is read, in bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BodyFormatException">There is no such file, it may not be read, or it is longer.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(string reference, int maxBytes, CancellationToken cancellationToken);
}
