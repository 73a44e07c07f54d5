using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using ProKure.Samples.Sap.Wire;

namespace ProKure.Samples.Sap.Behaviors;

/// <summary>Answers that end in a TCP reset instead of a last byte.</summary>
internal static class BrokenConnections
{
    /// <summary>Creates nothing; resets before any byte of an answer.</summary>
    public static Task ResetAsync(Creation creation)
    {
        Reset(creation);
        return Task.CompletedTask;
    }

    /// <summary>Creates the order and resets before any byte of the answer: the caller cannot know.</summary>
    public static async Task LostAsync(Creation creation)
    {
        if (await creation.CreateAsync() is not null)
            Reset(creation);
    }

    /// <summary>Creates the order, sends the head and half of the body, resets.</summary>
    public static async Task HalfAsync(Creation creation)
    {
        if (await creation.CreateAsync() is not { } order)
            return;
        var body = JsonSerializer.SerializeToUtf8Bytes(creation.Describe(order), SapJson.Default.PurchaseOrderAnswer);
        var head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 201 Created\r\nContent-Type: {Answers.Json}\r\nContent-Length: {body.Length}\r\nETag: {order.ETag}\r\n\r\n");

        // Past the server, straight into the socket: it is then sure to have been sent before the reset.
        byte[] half = [.. head, .. body.AsSpan(0, body.Length / 2)];
        for (var sent = 0; sent < half.Length;)
            sent += await SocketOf(creation).SendAsync(half.AsMemory(sent), SocketFlags.None, creation.Exchange.Gone);
        Reset(creation);
    }

    private static void Reset(Creation creation)
    {
        // Closing without lingering is what makes the kernel send RST rather than FIN.
        SocketOf(creation).LingerState = new LingerOption(enable: true, seconds: 0);
        creation.Exchange.State.Requests.Break(creation.Exchange.Entry);
        creation.Exchange.Http.Abort();
    }

    private static Socket SocketOf(Creation creation)
        => creation.Exchange.Http.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
}
