using MongoDB.Bson;

namespace MongoTestServer;

internal delegate Task<ReadOnlyMemory<byte>> CommandHandler(CommandContext command);

/// <summary>Finds the handler of a command by its name.</summary>
internal static class CommandRouter
{
    private static readonly Dictionary<string, CommandHandler> Handlers = new(StringComparer.Ordinal);

    static CommandRouter()
    {
        ServerCommands.Register();
        DataCommands.Register();
        CursorCommands.Register();
        SchemaCommands.Register();
    }

    public static IEnumerable<string> Names => Handlers.Keys;

    public static void Add(CommandHandler handler, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            Handlers.Add(name, handler);
        }
    }

    /// <summary>Adds a command whose reply the gateway makes itself. The handler leaves out "ok: 1".</summary>
    public static void Add(Func<CommandContext, BsonDocument> handler, params ReadOnlySpan<string> names) =>
        Add(command => Task.FromResult(Ok(handler(command))), names);

    public static ReadOnlyMemory<byte> Ok(BsonDocument reply) => reply.Set("ok", 1.0).ToBson();

    public static Task<ReadOnlyMemory<byte>> ExecuteAsync(CommandContext command, bool legacyQuery)
    {
        if (!Handlers.TryGetValue(command.Name, out var handler))
        {
            throw new CommandException(EngineErrors.CommandNotFound, $"no such command: '{command.Name}'");
        }

        if (legacyQuery && command.Name is not ("hello" or "isMaster" or "ismaster"))
        {
            throw new CommandException(352, $"Unsupported OP_QUERY command: {command.Name}");
        }

        if (command.Option("txnNumber") is not null || command.Option("startTransaction") is not null)
        {
            // what a standalone mongod says; drivers then neither retry writes nor begin transactions
            throw new CommandException(EngineErrors.IllegalOperation, "Transaction numbers are only allowed on a replica set member or mongos");
        }

        return handler(command);
    }
}
