using System.Net.Sockets;
using MongoDB.Bson;
using Npgsql;

namespace MongoTestServer;

/// <summary>Serves one client: a command at a time, in the order they came.</summary>
internal sealed class ClientConnection(Server server, Socket socket, long id) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public async Task RunAsync(CancellationToken stop)
    {
        socket.NoDelay = true;
        var next = WireMessage.ReadAsync(_stream, stop);
        while (await next is { } message)
        {
            // The read of the next message runs beside the command, and so notices a client that goes away.
            next = WireMessage.ReadAsync(_stream, stop);
            var reply = await ExecuteAsync(message, next, stop);
            if (!message.ExpectsNoReply)
            {
                await message.WriteReplyAsync(_stream, reply, stop);
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>> ExecuteAsync(WireMessage message, Task<WireMessage?> next, CancellationToken stop)
    {
        using var clientGone = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var work = HandleAsync(message, clientGone.Token);
        if (await Task.WhenAny(work, next) == next && (next.IsFaulted || await next is null))
        {
            await clientGone.CancelAsync();
        }

        return await work;
    }

    private async Task<ReadOnlyMemory<byte>> HandleAsync(WireMessage message, CancellationToken clientGone)
    {
        CommandContext? command = null;
        try
        {
            command = new CommandContext(message, server, id, clientGone);
            return await CommandRouter.ExecuteAsync(command, message.IsLegacyQuery);
        }
        catch (Exception error)
        {
            var answer = ToCommandException(error, command);
            if (answer.Code is EngineErrors.InternalError or EngineErrors.UnknownError)
            {
                Console.WriteLine($"{command?.Name} failed: {error}");
            }

            return new BsonDocument
            {
                { "ok", 0.0 },
                { "errmsg", answer.Message },
                { "code", answer.Code },
                { "codeName", answer.CodeName },
            }.ToBson();
        }
    }

    private static CommandException ToCommandException(Exception error, CommandContext? command) => error switch
    {
        CommandException known => known,
        PostgresException engine => EngineErrors.ToCommandException(engine, command?.NamespaceOrDatabase),
        NpgsqlException => new CommandException(EngineErrors.ShutdownInProgress, error.Message),
        FormatException or InvalidDataException or InvalidCastException => new CommandException(EngineErrors.FailedToParse, error.Message),
        OperationCanceledException => new CommandException(11601, "operation was interrupted"),
        _ => new CommandException(EngineErrors.InternalError, $"{error.GetType().Name}: {error.Message}"),
    };

    public void Dispose() => _stream.Dispose();
}
