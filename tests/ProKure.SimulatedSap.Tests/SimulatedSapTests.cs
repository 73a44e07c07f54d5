using System.Net.Sockets;
using System.Text.RegularExpressions;
using ProKure.Samples.Sap.Behaviors;

namespace ProKure.Samples.Sap.Tests;

public sealed partial class SimulatedSapTests
{
    [Fact]
    public async Task Start_OnATakenPort_FailsAndNamesIt()
    {
        await using var first = await SimulatedSap.StartAsync(new SimulatedSapOptions(), TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<IOException>(() => SimulatedSap.StartAsync(
            new SimulatedSapOptions { Port = first.BaseUrl.Port }, TestContext.Current.CancellationToken));

        Assert.Contains($":{first.BaseUrl.Port}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_StopsListening()
    {
        var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), TestContext.Current.CancellationToken);
        await sap.DisposeAsync();

        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(
            () => client.ConnectAsync(sap.BaseUrl.Host, sap.BaseUrl.Port, TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public void Readme_TableOfBehaviors_NamesExactlyThoseThereAre()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "SimulatedSap.README.md"));

        var told = BehaviorRow().Matches(readme).Select(row => row.Groups["name"].Value).Order(StringComparer.Ordinal);

        Assert.Equal(BehaviorTable.Names.ToArray(), told.ToArray());
    }

    [GeneratedRegex(@"^\| `(?<name>MAT-[A-Z-]+?)(-N)?` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BehaviorRow();
}
