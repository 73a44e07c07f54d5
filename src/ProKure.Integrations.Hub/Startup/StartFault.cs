using System.Net.Sockets;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.MongoDb;
using ProKure.Integrations.Postgres;
using ProKure.Integrations.Sqlite;

namespace ProKure.Integrations.Hub.Startup;

/// <summary>Why the hub cannot start, for the operator: no stack trace, an exit code that scripts can tell apart.</summary>
/// <param name="ExitCode">2: settings or configuration files; 3: an address cannot be listened on; 4: a store cannot be opened.</param>
/// <param name="Lines">What is wrong, each on a line of its own.</param>
internal sealed record StartFault(int ExitCode, IReadOnlyList<string> Lines)
{
    /// <summary>The fault that an exception means; null for one that is a bug.</summary>
    public static StartFault? Of(Exception exception) => exception switch
    {
        OptionsValidationException settings => new StartFault(2, [.. settings.Failures]),
        ConfigurationFilesException files => new StartFault(2, [.. files.Faults, "Nothing was applied, and the hub does not start."]),
        MasterKeyException keys => new StartFault(2, [keys.Message]),
        SqliteStoreException or PostgresStoreException or MongoDbStoreException or StoreUnavailableException => new StartFault(4, [exception.Message]),
        IOException or SocketException or UnauthorizedAccessException => new StartFault(3, [exception.Message]),
        _ => null,
    };
}
