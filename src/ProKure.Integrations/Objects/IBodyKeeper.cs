namespace ProKure.Integrations.Objects;

/// <summary>Keeps long bodies although the log documents that they belong to are gone.</summary>
public interface IBodyKeeper
{
    /// <summary>Whether this body is kept.</summary>
    /// <param name="body">The object's key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">It cannot be said now.</exception>
    Task<bool> KeepsBodyAsync(string body, CancellationToken cancellationToken);
}
