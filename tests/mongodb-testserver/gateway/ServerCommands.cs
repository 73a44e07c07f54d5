using System.Runtime.InteropServices;
using MongoDB.Bson;

namespace MongoTestServer;

/// <summary>Commands about the server itself. It presents itself as a standalone mongod 7.0.</summary>
internal static class ServerCommands
{
    private const string Version = "7.0.14";
    private const int MaxWireVersion = 21;
    private const int MaxWriteBatch = 100_000;

    public static void Register()
    {
        CommandRouter.Add(Hello, "hello", "isMaster", "ismaster");
        CommandRouter.Add(_ => [], "ping", "endSessions", "refreshSessions", "killSessions", "killAllSessions", "logout");
        CommandRouter.Add(_ => BuildInfo(), "buildInfo", "buildinfo");
        CommandRouter.Add(GetParameter, "getParameter");
        CommandRouter.Add(SetParameter, "setParameter");
        CommandRouter.Add(ServerStatus, "serverStatus");
        CommandRouter.Add(HostInfo, "hostInfo");
        CommandRouter.Add(_ => new BsonDocument { { "argv", new BsonArray { "mongodb-testserver" } }, { "parsed", new BsonDocument() } }, "getCmdLineOpts");
        CommandRouter.Add(_ => new BsonDocument { { "totalLinesWritten", 0 }, { "log", new BsonArray() } }, "getLog");
        CommandRouter.Add(command => new BsonDocument("you", $"127.0.0.1:{command.ConnectionId}"), "whatsmyuri");
        CommandRouter.Add(_ => new BsonDocument("commands", new BsonDocument(CommandRouter.Names.Select(n => new BsonElement(n, new BsonDocument())))), "listCommands");
        CommandRouter.Add(
            _ => new BsonDocument("authInfo", new BsonDocument { { "authenticatedUsers", new BsonArray() }, { "authenticatedUserRoles", new BsonArray() } }),
            "connectionStatus");
        CommandRouter.Add(
            _ => new BsonDocument { { "id", new BsonDocument("id", new BsonBinaryData(Guid.CreateVersion7(), GuidRepresentation.Standard)) }, { "timeoutMinutes", 30 } },
            "startSession");
    }

    public static BsonDocument ServerInfo(CommandContext command) => new()
    {
        { "host", Environment.MachineName },
        { "port", command.Server.Port },
        { "version", Version },
        { "gitVersion", "mongodb-testserver" },
    };

    private static BsonDocument Hello(CommandContext command)
    {
        var reply = new BsonDocument
        {
            { "helloOk", true },
            { command.Name == "hello" ? "isWritablePrimary" : "ismaster", true },
            { "maxBsonObjectSize", WireMessage.MaxDocumentBytes },
            { "maxMessageSizeBytes", WireMessage.MaxMessageBytes },
            { "maxWriteBatchSize", MaxWriteBatch },
            { "localTime", TimeProvider.System.GetUtcNow().UtcDateTime },
            { "logicalSessionTimeoutMinutes", 30 },
            { "connectionId", (int)command.ConnectionId },
            { "minWireVersion", 0 },
            { "maxWireVersion", MaxWireVersion },
            { "readOnly", false },
        };
        return reply;
    }

    private static BsonDocument BuildInfo() => new()
    {
        { "version", Version },
        { "versionArray", new BsonArray(Version.Split('.').Select(int.Parse).Append(0)) },
        { "gitVersion", "mongodb-testserver" },
        { "modules", new BsonArray() },
        { "bits", 64 },
        { "debug", false },
        { "maxBsonObjectSize", WireMessage.MaxDocumentBytes },
        { "storageEngines", new BsonArray { "documentdb" } },
    };

    private static BsonDocument Parameters(CommandContext command) => new()
    {
        { "featureCompatibilityVersion", new BsonDocument("version", "7.0") },
        { "ttlMonitorEnabled", command.Server.Ttl.Enabled },
        { "ttlMonitorSleepSecs", (int)command.Server.Ttl.Interval.TotalSeconds },
    };

    private static BsonDocument GetParameter(CommandContext command)
    {
        var all = Parameters(command);
        if (command.Body[0] is BsonString { Value: "*" } || command.Body[0] is BsonDocument)
        {
            return all;
        }

        var asked = new BsonDocument(all.Where(parameter => command.Body.Contains(parameter.Name)));
        return asked.ElementCount > 0 ? asked : throw new CommandException(EngineErrors.InvalidOptions, "no option found to get");
    }

    /// <summary>Knows mongod's parameters of the TTL monitor, so that a test can make expiry quick on either server.</summary>
    private static BsonDocument SetParameter(CommandContext command)
    {
        var before = Parameters(command);
        if (command.Option("ttlMonitorSleepSecs") is { } seconds)
        {
            if (seconds.ToDouble() < 1)
            {
                throw new CommandException(EngineErrors.BadValue, "ttlMonitorSleepSecs must be greater than 0");
            }

            command.Server.Ttl.Interval = TimeSpan.FromSeconds(seconds.ToDouble());
            return new BsonDocument("was", before["ttlMonitorSleepSecs"]);
        }

        if (command.Option("ttlMonitorEnabled") is { } enabled)
        {
            command.Server.Ttl.Enabled = enabled.ToBoolean();
            return new BsonDocument("was", before["ttlMonitorEnabled"]);
        }

        throw new CommandException(EngineErrors.InvalidOptions, "attempted to set unrecognized parameter");
    }

    private static BsonDocument ServerStatus(CommandContext command)
    {
        var server = command.Server;
        var uptime = TimeProvider.System.GetUtcNow().UtcDateTime - server.Started;
        return new BsonDocument
        {
            { "host", $"{Environment.MachineName}:{server.Port}" },
            { "version", Version },
            { "process", "mongod" },
            { "pid", (long)Environment.ProcessId },
            { "uptime", uptime.TotalSeconds },
            { "uptimeMillis", (long)uptime.TotalMilliseconds },
            { "localTime", TimeProvider.System.GetUtcNow().UtcDateTime },
            { "connections", new BsonDocument { { "current", server.OpenConnections }, { "available", 10_000 }, { "totalCreated", server.TotalConnections } } },
            { "metrics", new BsonDocument("cursor", new BsonDocument("open", new BsonDocument("total", (long)server.Cursors.Count))) },
            { "mem", new BsonDocument { { "bits", 64 }, { "resident", (int)(Environment.WorkingSet >> 20) } } },
            { "storageEngine", new BsonDocument { { "name", "documentdb" }, { "persistent", true } } },
        };
    }

    private static BsonDocument HostInfo(CommandContext command) => new()
    {
        {
            "system", new BsonDocument
            {
                { "currentTime", TimeProvider.System.GetUtcNow().UtcDateTime },
                { "hostname", $"{Environment.MachineName}:{command.Server.Port}" },
                { "cpuAddrSize", 64 },
                { "memSizeMB", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20 },
                { "numCores", Environment.ProcessorCount },
                { "cpuArch", RuntimeInformation.OSArchitecture.ToString() },
            }
        },
        { "os", new BsonDocument { { "type", "Linux" }, { "name", RuntimeInformation.OSDescription }, { "version", Environment.OSVersion.Version.ToString() } } },
        { "extra", new BsonDocument() },
    };
}
