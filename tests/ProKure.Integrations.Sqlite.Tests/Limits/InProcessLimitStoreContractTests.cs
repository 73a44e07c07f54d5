using ProKure.Integrations.Limits;
using ProKure.TestKit.Limits;

namespace ProKure.Integrations.Sqlite.Tests.Limits;

/// <summary>The limits beside the embedded stores: one process has them, and so they are in its memory.</summary>
public sealed class InProcessLimitStoreContractTests : LimitStoreContract
{
    protected override ValueTask<ILimitStore> OpenAsync() => new(new InProcessLimitStore(TimeProvider.System));

    protected override ValueTask CloseAsync() => default;
}
