using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace ProKure.Integrations.MongoDb.Tests.Logging;

/// <summary>
/// The primary of a replica set that answers as the test says, for errors of MongoDB that no server here can be brought to give. Speaks just as much of the wire protocol as the
/// driver needs: a legacy hello, and OP_MSG with document sequences.
/// </summary>
internal sealed class ScriptedMongo : IAsyncDisposable
{
    private const int HeaderBytes = 16, OpReply = 1, OpQuery = 2004, OpMessage = 2013;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _accepting;
    private int _connections;

    private ScriptedMongo()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What it answers to a command; null for what a server in good order says.</summary>
    public Func<BsonDocument, BsonDocument?> Script { get; set; } = _ => null;

    /// <summary>Whether it is the primary; a secondary takes no writes.</summary>
    public volatile bool IsPrimary = true;

    /// <summary>The commands so far, without those by which the driver looks after its connections.</summary>
    public ConcurrentQueue<BsonDocument> Commands { get; } = new();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static ScriptedMongo Start() => new();

    /// <summary>A log store on it that does not apply its schema.</summary>
    public TemporaryLog Open() => TemporaryLog.Open(
        $"mongodb://127.0.0.1:{Port}/?replicaSet=rs0",
        "prokure_scripted",
        options => (options.ApplySchema, options.ServerSelectionTimeout) = (false, TimeSpan.FromSeconds(2)));

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopped.Token), _stopped.Token);
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stopped)
    {
        using var connection = client;
        var stream = client.GetStream();
        var header = new byte[HeaderBytes];
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(header, stopped);
                var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - HeaderBytes];
                await stream.ReadExactlyAsync(body, stopped);
                var isQuery = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12)) == OpQuery;
                var answer = Answer(isQuery ? Query(body) : Message(body));
                await stream.WriteAsync(Frame(BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)), isQuery, answer.ToBson()), stopped);
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The driver closed the connection, or the test is over.
        }
    }

    private BsonDocument Answer(BsonDocument command)
    {
        switch (command.GetElement(0).Name)
        {
            case "hello" or "isMaster" or "ismaster":
                return Hello();
            case "endSessions" or "ping":
                return new BsonDocument("ok", 1);
        }

        Commands.Enqueue(command);
        return Script(command) ?? command.GetElement(0).Name switch
        {
            "insert" => new BsonDocument { { "n", command["documents"].AsBsonArray.Count }, { "ok", 1 } },
            "update" => new BsonDocument { { "n", command["updates"].AsBsonArray.Count }, { "nModified", command["updates"].AsBsonArray.Count }, { "ok", 1 } },
            "find" => new BsonDocument { { "cursor", new BsonDocument { { "id", 0L }, { "ns", "prokure_scripted.x" }, { "firstBatch", new BsonArray() } } }, { "ok", 1 } },
            var other => throw new NotSupportedException(other),
        };
    }

    private BsonDocument Hello() => new()
    {
        { "helloOk", true },
        { IsPrimary ? "isWritablePrimary" : "secondary", true },
        { "ismaster", IsPrimary },
        { "setName", "rs0" },
        { "setVersion", 1 },
        { "hosts", new BsonArray { $"127.0.0.1:{Port}" } },
        { "me", $"127.0.0.1:{Port}" },
        { "maxBsonObjectSize", 16 * 1024 * 1024 },
        { "maxMessageSizeBytes", 48_000_000 },
        { "maxWriteBatchSize", 100_000 },
        { "logicalSessionTimeoutMinutes", 30 },
        { "connectionId", Interlocked.Increment(ref _connections) },
        { "minWireVersion", 0 },
        { "maxWireVersion", 21 },
        { "ok", 1 },
    };

    // Flags, the collection's name up to its NUL, how many to skip and to return, the command.
    private static BsonDocument Query(byte[] body) => BsonSerializer.Deserialize<BsonDocument>(body[(Array.IndexOf(body, (byte)0, 4) + 1 + 8)..]);

    // Flags, then sections: the command, or a list of documents that belongs into it under a name.
    private static BsonDocument Message(byte[] body)
    {
        var (command, sequences) = (new BsonDocument(), new List<(string Name, BsonArray Documents)>());
        for (var at = 4; at < body.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at + 1));
            var section = body[(at + 1)..(at + 1 + length)];
            if (body[at] == 0)
                command = BsonSerializer.Deserialize<BsonDocument>(section);
            else
                sequences.Add(Sequence(section));
            at += 1 + length;
        }

        foreach (var (name, documents) in sequences)
            command.Add(name, documents);
        return command;
    }

    private static (string Name, BsonArray Documents) Sequence(byte[] section)
    {
        var nameEnd = Array.IndexOf(section, (byte)0, 4);
        var documents = new BsonArray();
        for (var at = nameEnd + 1; at < section.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(section.AsSpan(at));
            documents.Add(BsonSerializer.Deserialize<BsonDocument>(section[at..(at + length)]));
            at += length;
        }

        return (Encoding.UTF8.GetString(section, 4, nameEnd - 4), documents);
    }

    private static byte[] Frame(int answered, bool isReply, byte[] document)
    {
        // A reply: flags, cursor, start, count. A message: flags, kind of section.
        var before = isReply ? 20 : 5;
        var frame = new byte[HeaderBytes + before + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(8), answered);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(12), isReply ? OpReply : OpMessage);
        if (isReply)
            frame[HeaderBytes + 16] = 1;
        document.CopyTo(frame, HeaderBytes + before);
        return frame;
    }
}
