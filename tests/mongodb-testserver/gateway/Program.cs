using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MongoDB.Bson;
using MongoTestServer;

// serve <port> <socket directory of PostgreSQL> | probe <port> <seconds>
switch (args)
{
    case ["serve", var port, var socketDirectory]:
        await ServeAsync(int.Parse(port, CultureInfo.InvariantCulture), socketDirectory);
        return 0;
    case ["probe", var port, var seconds]:
        return await ProbeAsync(int.Parse(port, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))) ? 0 : 1;
    default:
        Console.Error.WriteLine("usage: mongodb-testserver-gateway serve <port> <socket directory> | probe <port> <seconds>");
        return 2;
}

static async Task ServeAsync(int port, string socketDirectory)
{
    using var stop = new CancellationTokenSource();
    using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var onInt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    await using var engine = new Engine(socketDirectory, maxConnections: 48);
    try
    {
        await new Server(engine, port).RunAsync(stop.Token);
    }
    catch (OperationCanceledException)
    {
        Console.WriteLine("stopped");
    }

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}

// Whether the server answers over the wire, with a command that needs the engine too, before the time is over.
static async Task<bool> ProbeAsync(int port, TimeSpan patience)
{
    var clock = Stopwatch.StartNew();
    while (true)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, limit.Token);
            await WireMessage.SendAsync(client.GetStream(), new BsonDocument { { "ping", 1 }, { "$db", "admin" } }, limit.Token);
            var reply = await WireMessage.SendAsync(
                client.GetStream(), new BsonDocument { { "listDatabases", 1 }, { "nameOnly", true }, { "$db", "admin" } }, limit.Token);
            if (reply["ok"].ToBoolean())
            {
                return true;
            }
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException or FormatException)
        {
            // not ready yet
        }

        if (clock.Elapsed > patience)
        {
            return false;
        }

        await Task.Delay(200);
    }
}
