using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ProKure.EndToEnd;

/// <summary>The HEALTHCHECK of the Dockerfile, run as Docker runs it, against a port of the test's own.</summary>
internal static class ImageHealthCheck
{
    /// <param name="statusLine">How the hub answers; null where nobody listens.</param>
    /// <returns>The check's exit code.</returns>
    public static async Task<int> RunAsync(string? statusLine)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var answering = Task.CompletedTask;
        if (statusLine is null)
            listener.Stop();
        else
            answering = AnswerAsync(listener, statusLine);

        var start = new ProcessStartInfo { UseShellExecute = false, RedirectStandardError = true };
        var command = Command(port);
        start.FileName = command[0];
        foreach (var argument in command[1..])
            start.ArgumentList.Add(argument);
        using var check = Process.Start(start)!;
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        await answering;
        return check.ExitCode;
    }

    private static string[] Command(int port)
    {
        var dockerfile = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));
        const string before = "CMD [";
        var begin = dockerfile.IndexOf(before, dockerfile.IndexOf("HEALTHCHECK", StringComparison.Ordinal), StringComparison.Ordinal) + before.Length - 1;
        var json = dockerfile[begin..dockerfile.IndexOf('\n', begin)];
        return JsonSerializer.Deserialize<string[]>(json.Replace("5080", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))!;
    }

    private static async Task AnswerAsync(TcpListener listener, string statusLine)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("GET /health/ready HTTP/1.0", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 })
        {
            // Its header.
        }

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{statusLine}\r\nContent-Length: 0\r\n\r\n"), TestContext.Current.CancellationToken);
    }
}
