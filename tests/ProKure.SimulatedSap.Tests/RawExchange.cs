using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProKure.Samples.Sap.Tests;

/// <summary>What a bare socket received in answer to a purchase order, and how the connection ended.</summary>
internal sealed record RawExchange(string Received, SocketError End)
{
    public static async Task<RawExchange> CreateAsync(SimulatedSap sap, string material, string reference = "PO-4711")
    {
        var token = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, sap.BaseUrl.Port, token);
        var body = SapCaller.OrderJson(material, reference);
        var request = $"POST {SapCaller.OrdersPath} HTTP/1.1\r\nHost: {sap.BaseUrl.Authority}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        await client.Client.SendAsync(Encoding.UTF8.GetBytes(request), SocketFlags.None, token);

        var received = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await client.Client.ReceiveAsync(buffer, SocketFlags.None, token) is > 0 and var count)
                received.Append(Encoding.UTF8.GetString(buffer, 0, count));
            return new RawExchange(received.ToString(), SocketError.Success);
        }
        catch (SocketException ended)
        {
            return new RawExchange(received.ToString(), ended.SocketErrorCode);
        }
    }
}
