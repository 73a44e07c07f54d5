namespace ProKure.Integrations.Objects;

/// <summary>Keeps bodies that are too long for the log. Keys are paths with <c>/</c> between their parts; the same key always means the same thing.</summary>
/// <remarks>Every method throws <see cref="StoreUnavailableException"/> while the store is away, full, or refuses the hub.</remarks>
public interface IObjectStore
{
    /// <summary>The store's name in references to its objects.</summary>
    string Name { get; }

    /// <summary>Keeps an object, whole or not at all; one with this key is replaced.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="content">Its bytes, from the stream's beginning to its end; can be sought.</param>
    /// <param name="cancellationToken">Gives up; nothing of the object is left.</param>
    Task PutAsync(string key, Stream content, CancellationToken cancellationToken);

    /// <summary>Length of an object in bytes; null where there is none.</summary>
    Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken);

    /// <summary>A part of an object, read while it comes; null where there is no such object.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="offset">Where the part begins, inside the object.</param>
    /// <param name="length">Its length, at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken);

    /// <summary>Removes an object; a no-op where there is none.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>The objects whose keys begin with the prefix, in no certain order.</summary>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Removes what uploads that were begun before this time and never ended have left behind.</summary>
    /// <returns>How many were removed.</returns>
    Task<int> RemoveUnfinishedAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>An object in a store.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="StoredAt">When it was stored, by the store's clock.</param>
public readonly record struct StoredObject(string Key, long Bytes, DateTimeOffset StoredAt);
