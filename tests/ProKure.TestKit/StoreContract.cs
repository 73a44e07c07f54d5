namespace ProKure.TestKit;

/// <summary>What the contracts of all stores share. A store's tests derive from its contract and say how to open an empty one.</summary>
public abstract class StoreContract<TStore> : IAsyncLifetime where TStore : class
{
    private TStore? _store;

    /// <summary>The store under test.</summary>
    protected TStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    /// <summary>The running test's token.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens an empty store.</summary>
    protected abstract ValueTask<TStore> OpenAsync();

    /// <summary>Closes and removes it.</summary>
    protected abstract ValueTask CloseAsync();
}
