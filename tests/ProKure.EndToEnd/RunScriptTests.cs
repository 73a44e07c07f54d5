using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProKure.EndToEnd;

public sealed class RunScriptTests
{
    // Where whoever started the tests ignores SIGINT, so does the script, and would never end.
    private static readonly TimeSpan StopPatience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Run_sends_one_order_through_tells_its_story_and_stops_cleanly()
    {
        using var data = new TemporaryFolder();
        var (hubPort, sapPort) = (HubProcess.FreePort(), HubProcess.FreePort());
        using var run = Start("--hub-port", $"{hubPort}", "--sap-port", $"{sapPort}", "--data", data.FullName);
        var output = await ReadUntilAsync(run.StandardOutput, "Send another:");

        Assert.Contains("\"VendorCode\": \"V-100045\"", output, StringComparison.Ordinal);
        Assert.Contains("\"status\": \"SUCCESS\"", output, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:{hubPort}/scalar", output, StringComparison.Ordinal);
        using (var interrupt = Process.Start("kill", ["-INT", $"{run.Id}"]))
            await interrupt.WaitForExitAsync(Token);
        await run.WaitForExitAsync(Token).WaitAsync(StopPatience, Token);

        Assert.Equal(0, run.ExitCode);
        Assert.False(await IsListeningAsync(hubPort));
        Assert.False(await IsListeningAsync(sapPort));
    }

    [Fact]
    public async Task Run_names_the_port_that_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var run = Start("--hub-port", $"{port}");

        var told = await run.StandardError.ReadToEndAsync(Token);
        await run.WaitForExitAsync(Token);

        Assert.Equal((2, $"run: port {port} is taken: end what listens there, or choose another with --hub-port\n"), (run.ExitCode, told));
    }

    [Theory]
    [InlineData("run: unknown option --wat (see ./run --help)", "--wat")]
    [InlineData("run: --sap-port needs a port number from 1 to 65535, found 'x'", "--sap-port", "x")]
    [InlineData("run: there is no file 'nowhere.json'", "--order", "nowhere.json")]
    public async Task Run_says_what_is_wrong_with_its_options(string message, params string[] options)
    {
        using var run = Start(options);

        var told = await run.StandardError.ReadToEndAsync(Token);
        await run.WaitForExitAsync(Token);

        Assert.Equal((2, message), (run.ExitCode, told.TrimEnd()));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Process Start(params string[] options) => Process.Start(
        new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "run"), .. options]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;

    private static async Task<string> ReadUntilAsync(StreamReader reader, string mark)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            text.AppendLine(line);
            if (line.Contains(mark, StringComparison.Ordinal))
                return text.ToString();
        }

        throw new InvalidOperationException($"The output ended without '{mark}':\n{text}");
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
