using ProKure.Integrations.Archives;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Logging;
using ProKure.TestKit.Archives;

namespace ProKure.Integrations.MongoDb.Tests.Archives;

public sealed class MongoDbArchivedLogContractTests : ArchivedLogContract
{
    private TemporaryLog? _log;

    protected override IIntegrationLogStore Log => _log!.Store;

    protected override async ValueTask<IArchivedLog> OpenAsync()
    {
        _log = await TemporaryLog.OpenAsync();
        return new MongoDbArchivedLog(_log.Connection, _log.Store);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_log is not null)
            await _log.DisposeAsync();
    }
}
