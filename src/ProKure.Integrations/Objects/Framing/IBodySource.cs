namespace ProKure.Integrations.Objects.Framing;

/// <summary>Where a framed body is read from.</summary>
internal interface IBodySource : IDisposable
{
    /// <summary>Length of the framed body.</summary>
    long Length { get; }

    /// <summary>A part of it, read while it comes.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read now.</exception>
    /// <exception cref="InvalidDataException">It is not there any more.</exception>
    ValueTask<Stream> OpenAsync(long offset, long length, CancellationToken cancellationToken);
}
