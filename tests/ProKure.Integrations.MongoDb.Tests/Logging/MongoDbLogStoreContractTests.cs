using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.MongoDb.Tests.Logging;

public sealed class MongoDbLogStoreContractTests : LogStoreContract
{
    private TemporaryLog? _log;

    protected override async ValueTask<IIntegrationLogStore> OpenAsync()
    {
        _log = await TemporaryLog.OpenAsync();
        return _log.Store;
    }

    protected override async ValueTask CloseAsync()
    {
        if (_log is not null)
            await _log.DisposeAsync();
    }
}
