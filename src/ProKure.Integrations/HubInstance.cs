namespace ProKure.Integrations;

/// <summary>This process among all hubs that share the stores: a new id with every start.</summary>
/// <param name="Id">The instance's id.</param>
public sealed record HubInstance(string Id)
{
    /// <summary>An id for a process that starts now.</summary>
    public static HubInstance New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()).ToString());
}
